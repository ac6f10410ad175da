import { createActionTokenClient } from './action-token/client.ts';
import { createCallbackReplayClient } from './callback-replay/client.ts';
import { reencryptionSchedules } from './encryption/client.ts';
import { createLogoutDeliveryClient } from './logout-delivery/client.ts';
import { maintenanceSchedules } from './maintenance/client.ts';
import { createMessageClient } from './message/client.ts';
import { createMobileAuthenticationClient } from './mobile-authentication/client.ts';
import { createPingDeliveryClient } from './ping-delivery/client.ts';
import { createPushEnrollmentClient } from './push-enrollment/client.ts';
import { reconciliationSchedules } from './reconciliation/client.ts';
import type { ScheduleState, WorkflowConnection, WorkflowSchedule } from './workflow-connection.ts';

/**
 * The workflow engine as API and activities use it: the client of each workflow that they start or update. Every method throws
 * `engine_unreachable` within three seconds when Temporal is unreachable, and a `CountersignError` with the workflow's own code when the
 * workflow refuses.
 */
export function createEngine(connection: WorkflowConnection) {
  return {
    actionToken: createActionTokenClient(connection),
    callbackReplay: createCallbackReplayClient(connection),
    logoutDelivery: createLogoutDeliveryClient(connection),
    message: createMessageClient(connection),
    mobileAuthentication: createMobileAuthenticationClient(connection),
    pingDelivery: createPingDeliveryClient(connection),
    pushEnrollment: createPushEnrollmentClient(connection),
    /** Throws when Temporal does not answer. */
    check: (): Promise<void> => connection.check(),
    /** Where the recurring work stands. */
    schedules: (): Promise<ScheduleState[]> => connection.schedules(schedules),
  };
}

export type Engine = ReturnType<typeof createEngine>;

/** The workflows that a schedule starts. Operators see the schedules in Temporal. */
export const schedules: readonly WorkflowSchedule[] = [
  ...maintenanceSchedules,
  ...reconciliationSchedules,
  ...reencryptionSchedules,
];
