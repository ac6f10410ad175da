import { CallbackDelivery } from '../../entities/happenings/callback-delivery.ts';
import { Transaction } from '../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';
import { readCursor } from './row-cursor.ts';
import type { RowsFrom } from './row-cursor.ts';

const fields = ['id', 'requestId', 'apiClientId', 'userId', 'expiresAt', 'policy', 'callbackUri', 'typeName', 'method', 'device', 'status', 'reason'] as const;

/** A callback that is owed, and the record it tells of. */
export interface StandingCallback {
  id: string;
  createdAt: Date;
  /** The run of tries that is in charge: 0 is the transaction's own, n the nth replay. */
  replay: number;
  transaction: Pick<Transaction, (typeof fields)[number]>;
}

const owedAfter = `
  select id, transaction_id as "transactionId", created_at as "createdAt", replays as replay from callback_delivery
   where status = 'pending' and created_at < ? and (replay_requested_at is null or replay_requested_at < ?) and (created_at, id) > (?::timestamptz, ?::uuid)
   order by created_at, id limit ?`;

/** Callbacks that have been owed for a while, oldest first, from a cursor on. */
export async function findOwedCallbacks(deps: Pick<CommandDeps, 'em'>, { before, after, most }: RowsFrom): Promise<StandingCallback[]> {
  const cursor = readCursor(after);
  const em = deps.em();
  const owed = await em.execute<{ id: string; transactionId: string; createdAt: Date; replay: number }[]>(owedAfter, [before, before, cursor.createdAt, cursor.id, most]);
  const found = await em.find(Transaction, { id: { $in: owed.map(({ transactionId }) => transactionId) } }, { fields });
  const transactions = new Map(found.map((row) => [row.id, row]));
  return owed.flatMap(({ id, createdAt, replay, transactionId }) => {
    const transaction = transactions.get(transactionId);
    return transaction ? [{ id, createdAt: new Date(createdAt), replay, transaction }] : [];
  });
}

/** Whether the callback of a transaction is owed now, by this run of tries. */
export async function isCallbackOwed(deps: Pick<CommandDeps, 'em'>, transactionId: string, replay: number): Promise<boolean> {
  return (await deps.em().count(CallbackDelivery, { transactionId, status: 'pending', replays: replay })) > 0;
}
