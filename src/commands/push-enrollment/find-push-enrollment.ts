import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';

/**
 * A profile's own push enrolment. One query, whether it does not exist or is another profile's.
 * @throws CountersignError push_enrollment_not_found
 */
export async function findPushEnrollment(deps: Pick<CommandDeps, 'em'>, enrollmentId: string, profileId: string): Promise<PushEnrollment> {
  const enrollment = await deps.em().findOne(PushEnrollment, { id: enrollmentId, registration: profileId });
  if (!enrollment) throw new CountersignError('push_enrollment_not_found');
  return enrollment;
}
