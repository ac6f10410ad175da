import type { ActivityDeps } from '../activity-deps.ts';
import { createRecordActivities } from './record.ts';
import { createSendNonce } from './send-nonce.ts';

/** The activities of push enrolments, under the names that the workflow uses. */
export function createPushEnrollmentActivities(deps: ActivityDeps) {
  return { ...createSendNonce(deps), ...createRecordActivities(deps) };
}

export type PushEnrollmentActivities = ReturnType<typeof createPushEnrollmentActivities>;
