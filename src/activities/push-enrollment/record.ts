import { commitPushEnrollment } from '../../commands/push-enrollment/commit-push-enrollment.ts';
import type { CommitResult, ProvenPush } from '../../commands/push-enrollment/commit-push-enrollment.ts';
import { findRecorded } from '../../commands/push-enrollment/find-recorded.ts';
import { releasePushEnrollment } from '../../commands/push-enrollment/release-push-enrollment.ts';
import type { PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';
import type { ReleaseResult } from '../../commands/push-enrollment/find-recorded.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Activities that write what the workflow decided. Each may be repeated: the guard `status = 'pending'` lets one through. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    /** @returns `enrolled: false` when the row was dropped meanwhile, or the user is enrolled elsewhere. */
    commitPushEnrollment: (work: ProvenPush): Promise<CommitResult> => commitPushEnrollment(deps, work),
    /**
     * @returns what the row says when it had ended before: a workflow task that was lost had enrolled the token, or the app
     * dropped it. The row is the judge.
     */
    async releasePushEnrollment(work: { enrollmentId: string; requestId: string; outcome: PushEnrollmentOutcome }): Promise<ReleaseResult> {
      const released = await releasePushEnrollment(deps, work);
      return released ? { enrolled: false } : findRecorded(deps, work.enrollmentId);
    },
  };
}
