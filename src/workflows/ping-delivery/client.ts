import type { WorkflowConnection } from '../workflow-connection.ts';
import { pingDeliveryId, pingDeliveryWorkflow } from './contract.ts';

/** Milliseconds: the hour of attempts, and the record of the end. */
const longest = 2 * 3_600_000;

/** Starts notifications of clients of CIBA. */
export interface PingDeliveryClient {
  /** Idempotent: one run for each request. @returns false when it runs already, or has run. */
  start(backchannelRequestId: string): Promise<boolean>;
}

export function createPingDeliveryClient(connection: WorkflowConnection): PingDeliveryClient {
  return {
    start: (backchannelRequestId) =>
      connection.start(pingDeliveryWorkflow, {
        workflowId: pingDeliveryId(backchannelRequestId),
        args: [{ backchannelRequestId }],
        staticSummary: 'Notification of a client (CIBA)',
        workflowExecutionTimeout: longest,
      }),
  };
}
