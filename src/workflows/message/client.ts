import type { WorkflowConnection } from '../workflow-connection.ts';
import { messageWorkflow, messageWorkflowId } from './contract.ts';
import type { MessageInput } from './contract.ts';

/** Milliseconds after the deadline that a running activity may still take. */
const afterExpiry = 10 * 60_000;

/** Starts deliveries of messages. */
export interface MessageClient {
  /** Idempotent: one run for each message. @returns false when it runs already, or has run. */
  start(message: MessageInput & { channel: string; requestId: string | null }): Promise<boolean>;
}

export function createMessageClient(connection: WorkflowConnection): MessageClient {
  return {
    start: ({ messageId, expiresAt, channel, requestId }) =>
      connection.start(messageWorkflow, {
        workflowId: messageWorkflowId(messageId),
        args: [{ messageId, expiresAt }],
        staticSummary: `A message by ${channel}`,
        memo: { request_id: requestId },
        workflowExecutionTimeout: Math.max(0, expiresAt - Date.now()) + afterExpiry,
      }),
  };
}
