import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Recorded state of an enrolment to release. */
export interface ReleaseResult {
  enrolled: boolean;
  /** The row was dropped. */
  dropped?: boolean;
}

/** How an enrolment ended. A missing row was removed with its registration. */
export async function findRecorded(deps: Pick<CommandDeps, 'em'>, enrollmentId: string): Promise<ReleaseResult> {
  const enrollment = await deps.em().findOne(PushEnrollment, { id: enrollmentId }, { fields: ['status'] });
  return { enrolled: enrollment?.status === 'enrolled', dropped: !enrollment || enrollment.status === 'dropped' };
}
