import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';

/** What the record says of an enrolment that was to be released. */
export interface ReleaseResult {
  enrolled: boolean;
  /** It was dropped: nothing was left to release. */
  dropped?: boolean;
}

/** How an enrolment that is not open any more ended. One that is gone went with its profile. */
export async function findRecorded(deps: Pick<CommandDeps, 'em'>, enrollmentId: string): Promise<ReleaseResult> {
  const enrollment = await deps.em().findOne(PushEnrollment, { id: enrollmentId }, { fields: ['status'] });
  return { enrolled: enrollment?.status === 'enrolled', dropped: !enrollment || enrollment.status === 'dropped' };
}
