import type { StartableLogout } from '../../commands/tokens/logouts/start-logouts.ts';
import type { WorkflowConnection } from '../workflow-connection.ts';
import { logoutDeliveryId, logoutDeliveryWorkflow } from './contract.ts';

/** Milliseconds: the day of attempts, and the record of the end. */
const longest = 25 * 3_600_000;

/** Starts deliveries of logout tokens. */
export interface LogoutDeliveryClient {
  /** Idempotent: one run for each delivery. @returns false when it runs already, or has run. */
  start(logout: StartableLogout): Promise<boolean>;
}

export function createLogoutDeliveryClient(connection: WorkflowConnection): LogoutDeliveryClient {
  return {
    start: ({ id, clientId, userId, requestId }) =>
      connection.start(logoutDeliveryWorkflow, {
        workflowId: logoutDeliveryId(id),
        args: [{ deliveryId: id }],
        searchAttributes: { UserHash: connection.userHash(userId) },
        staticSummary: `Back-channel logout at ${clientId}`,
        memo: { request_id: requestId },
        workflowExecutionTimeout: longest,
      }),
  };
}
