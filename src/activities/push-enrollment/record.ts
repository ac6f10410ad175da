import { commitPushEnrollment } from '../../commands/push-enrollment/commit-push-enrollment.ts';
import { releasePushEnrollment } from '../../commands/push-enrollment/release-push-enrollment.ts';
import { isEnrolled } from '../../commands/push-enrollment/find-push-enrollment.ts';
import type { PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Activities that write what the workflow decided. Each may be repeated: the guard `status = 'pending'` lets one through. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    /** @returns `enrolled: false` when the row was dropped meanwhile. */
    async commitPushEnrollment(work: { enrollmentId: string; requestId: string }): Promise<{ enrolled: boolean }> {
      return { enrolled: await commitPushEnrollment(deps, work) };
    },
    /** @returns `enrolled: true` when a workflow task that was lost had enrolled the token already: the row is the judge. */
    async releasePushEnrollment(work: { enrollmentId: string; requestId: string; outcome: PushEnrollmentOutcome }): Promise<{ enrolled: boolean }> {
      const released = await releasePushEnrollment(deps, work);
      return { enrolled: !released && (await isEnrolled(deps, work.enrollmentId)) };
    },
  };
}
