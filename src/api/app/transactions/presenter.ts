import type { z } from 'zod';
import type { OpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import type { openTransactions } from './schema.ts';

/** The list of open transactions, for the answer and for the stream. */
export function presentOpenTransactions({
  transactions,
  serverKeyFingerprint,
}: OpenTransactions): z.input<typeof openTransactions> {
  return {
    transactions: transactions.map((transaction) => ({
      transaction_id: transaction.id,
      type: transaction.typeName,
      method: transaction.method,
      created_at: new Date(transaction.createdAt).toISOString(),
      expires_at: new Date(transaction.expiresAt).toISOString(),
      fetched: transaction.fetched,
    })),
    ...(serverKeyFingerprint ? { server_key_fingerprint: serverKeyFingerprint } : {}),
  };
}
