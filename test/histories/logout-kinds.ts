import type { LogoutDeliveryActivities } from '../../src/activities/logout-delivery/create-activities.ts';
import { logoutDeliveryWorkflow } from '../../src/workflows/logout-delivery/contract.ts';
import type { Kind } from './kind.ts';

/** How many attempts of a delivery fail, by its id. */
const failures = new Map<string, number>();

/** Stand-ins for the clients of these kinds. */
export const logoutActivities: LogoutDeliveryActivities = {
  sendLogout: async ({ deliveryId }) => {
    const left = failures.get(deliveryId) ?? 0;
    failures.set(deliveryId, left - 1);
    if (left > 0) throw new Error('away');
  },
  recordLogoutFailure: async () => undefined,
};

function logout(failed: number): Kind {
  return async ({ server }, name) => {
    failures.set(name, failed);
    const handle = await server.client.workflow.start(logoutDeliveryWorkflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      args: [{ deliveryId: name }],
    });
    await handle.result();
    return handle;
  };
}

/** Every way in which the delivery of a logout token can go. */
export const logoutKinds: Record<string, Kind> = {
  'logout-delivered': logout(0),
  'logout-delivered-at-the-third-try': logout(2),
  'logout-failed-after-a-day': logout(Number.POSITIVE_INFINITY),
};
