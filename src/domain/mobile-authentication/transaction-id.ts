const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be a transaction id. Other text is answered like an unknown id. */
export function isTransactionId(text: string): boolean {
  return uuid.test(text);
}
