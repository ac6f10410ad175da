/** Which message of a transaction: the step of its policy, and 0 for the first send of it, n for the nth resend. */
export interface MessageSend {
  transactionId: string;
  step: number;
  send: number;
}

/** Our id of a text message, also for its provider; `withdrawTransaction` says the same in SQL. */
export function receiptIdOf({ transactionId, step, send }: MessageSend): string {
  return `${transactionId}:${step}:${send}`;
}

/** Matches ids of receipts. */
export const receiptIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:\d{1,3}:\d{1,3}$/;

/** The transaction of a receipt, by its id. */
export function transactionIdOf(receiptId: string): string {
  return receiptId.split(':', 1)[0] as string;
}
