/** The challenge of a transaction for the app, which binds a signature to this transaction. */
export function challengeOf({ challenge }: { challenge: Uint8Array }): string {
  return Buffer.from(challenge).toString('base64url');
}
