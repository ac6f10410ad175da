import type { Transaction } from '../../../entities/happenings/transaction.ts';

/** The challenge of a transaction as the app gets it: what it signs belongs to this transaction only. */
export function challengeOf({ challenge }: Pick<Transaction, 'challenge'>): string {
  return Buffer.from(challenge).toString('base64url');
}
