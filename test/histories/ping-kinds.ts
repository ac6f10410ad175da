import type { PingDeliveryActivities } from '../../src/activities/ping-delivery/create-activities.ts';
import { pingDeliveryWorkflow } from '../../src/workflows/ping-delivery/contract.ts';
import type { Kind } from './kind.ts';

/** How many attempts of a notification fail, by its request. */
const failures = new Map<string, number>();

/** Stand-ins for the clients of these kinds. */
export const pingActivities: PingDeliveryActivities = {
  sendPing: async ({ backchannelRequestId }) => {
    const left = failures.get(backchannelRequestId) ?? 0;
    failures.set(backchannelRequestId, left - 1);
    if (left > 0) throw new Error('away');
  },
  recordPingFailure: async () => undefined,
};

function ping(failed: number): Kind {
  return async ({ server }, name) => {
    failures.set(name, failed);
    const handle = await server.client.workflow.start(pingDeliveryWorkflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      args: [{ backchannelRequestId: name }],
    });
    await handle.result();
    return handle;
  };
}

/** Every way in which the notification of a client can go. */
export const pingKinds: Record<string, Kind> = {
  'ping-delivered': ping(0),
  'ping-delivered-at-the-second-try': ping(1),
  'ping-failed-after-an-hour': ping(Number.POSITIVE_INFINITY),
};
