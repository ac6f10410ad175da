import { commitPushEnrollment } from '../../commands/push/push-enrollment/commit-push-enrollment.ts';
import type { CommitResult, ProvenPush } from '../../commands/push/push-enrollment/commit-push-enrollment.ts';
import { findRecorded } from '../../commands/push/push-enrollment/find-recorded.ts';
import { releasePushEnrollment } from '../../commands/push/push-enrollment/release-push-enrollment.ts';
import type { PushEnrollmentOutcome } from '../../domain/push/push-enrollment/outcome.ts';
import type { ReleaseResult } from '../../commands/push/push-enrollment/find-recorded.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Activities that record the workflow's decision. Each is idempotent by the guard `status = 'pending'`. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    /** @returns `enrolled: false` when the row was dropped meanwhile, or the user is enrolled elsewhere. */
    commitPushEnrollment: (work: ProvenPush): Promise<CommitResult> => commitPushEnrollment(deps, work),
    /**
     * @returns the outcome of the row when it had ended before, as a lost workflow task had enrolled the token or the app
     * dropped it. The row decides.
     */
    async releasePushEnrollment(work: {
      enrollmentId: string;
      requestId: string;
      outcome: PushEnrollmentOutcome;
    }): Promise<ReleaseResult> {
      const released = await releasePushEnrollment(deps, work);
      return released ? { enrolled: false } : findRecorded(deps, work.enrollmentId);
    },
  };
}
