/** The challenge of a transaction as the app gets it: what it signs belongs to this transaction only. */
export function challengeOf({ challenge }: { challenge: Uint8Array }): string {
  return Buffer.from(challenge).toString('base64url');
}
