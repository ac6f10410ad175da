import { Transaction } from '../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';
import { startableFields } from '../mobile-authentication/startable-transaction.ts';
import { findPendingRows } from './pending-rows.ts';
import type { RowsFrom } from './pending-rows.ts';

const fields = [...startableFields, 'apiClientId', 'dispatchedAt', 'createdAt'] as const;
export type OpenTransaction = Pick<Transaction, (typeof fields)[number]>;

/** Rows that have been open for a while, oldest first, from a cursor on. */
export async function findOpenTransactions(deps: Pick<CommandDeps, 'em'>, batch: RowsFrom): Promise<OpenTransaction[]> {
  const em = deps.em();
  const ids = await findPendingRows<{ id: string }>(em, { table: 'transaction', columns: 'id' }, batch);
  return em.find(
    Transaction,
    { id: { $in: ids.map((row) => row.id) } },
    { fields, orderBy: { createdAt: 'asc', id: 'asc' } },
  );
}

/** Whether a row is open now. Read after its workflow was seen closed: the record precedes the close, so this is no race. */
export async function isTransactionOpen(deps: Pick<CommandDeps, 'em'>, id: string): Promise<boolean> {
  return (await deps.em().count(Transaction, { id, status: 'pending' })) > 0;
}
