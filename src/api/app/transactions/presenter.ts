import type { z } from 'zod';
import type { OpenTransaction } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import type { openTransactions } from './schema.ts';

/** The list of what waits for a decision, for the answer and for the stream. */
export function presentOpenTransactions(open: OpenTransaction[]): z.input<typeof openTransactions> {
  return {
    transactions: open.map((transaction) => ({
      transaction_id: transaction.id,
      type: transaction.typeName,
      method: transaction.method,
      created_at: transaction.createdAt.toISOString(),
      expires_at: transaction.expiresAt.toISOString(),
      fetched: Boolean(transaction.fetchedAt),
    })),
  };
}
