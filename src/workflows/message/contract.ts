/** Type name of the workflow. */
export const messageWorkflow = 'deliverMessage';

/** The input of the workflow: neither recipient nor content of the message, as it is stored in the history. */
export interface MessageInput {
  messageId: string;
  /** Epoch milliseconds after which no attempt is made. */
  expiresAt: number;
}

/** The workflow id of a message, which makes starts idempotent over all processes. */
export function messageWorkflowId(messageId: string): string {
  return `message/${messageId}`;
}
