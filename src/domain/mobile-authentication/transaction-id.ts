const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for what can be the id of a transaction. Anything else is as unknown as an id that was never given out. */
export function isTransactionId(text: string): boolean {
  return uuid.test(text);
}
