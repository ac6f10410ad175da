import { Transaction } from '../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';
import { readCursor } from './row-cursor.ts';
import type { RowsFrom } from './row-cursor.ts';

const fields = ['id', 'requestId', 'apiClientId', 'userId', 'expiresAt', 'policy', 'callbackUri', 'typeName', 'method', 'device', 'dispatchedAt', 'createdAt'] as const;
export type OpenTransaction = Pick<Transaction, (typeof fields)[number]>;

const openAfter = `
  select id from transaction where status = 'pending' and created_at < ? and (created_at, id) > (?::timestamptz, ?::uuid)
   order by created_at, id limit ?`;

/** Rows that have been open for a while, oldest first, from a cursor on. */
export async function findOpenTransactions(deps: Pick<CommandDeps, 'em'>, { before, after, most }: RowsFrom): Promise<OpenTransaction[]> {
  const { createdAt, id } = readCursor(after);
  const em = deps.em();
  const ids = await em.execute<{ id: string }[]>(openAfter, [before, createdAt, id, most]);
  return em.find(Transaction, { id: { $in: ids.map((row) => row.id) } }, { fields, orderBy: { createdAt: 'asc', id: 'asc' } });
}

/** Whether a row is open now. Read after its workflow was seen to be closed, which is later than its record, this is no coincidence of two moments. */
export async function isTransactionOpen(deps: Pick<CommandDeps, 'em'>, id: string): Promise<boolean> {
  return (await deps.em().count(Transaction, { id, status: 'pending' })) > 0;
}
