import { CallbackDelivery } from '../../entities/mobile-authentication/callback-delivery.ts';
import { Transaction } from '../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';
import { startableFields } from '../mobile-authentication/startable-transaction.ts';
import { findPendingRows } from './pending-rows.ts';
import type { RowsFrom } from './pending-rows.ts';

const fields = [...startableFields, 'apiClientId', 'status', 'reason'] as const;

/** A pending callback with its record. */
export interface StandingCallback {
  id: string;
  createdAt: Date;
  /** The run of tries that is in charge: 0 is the transaction's own, n the nth replay. */
  replay: number;
  transaction: Pick<Transaction, (typeof fields)[number]>;
}

interface OwedRow {
  id: string;
  transactionId: string;
  createdAt: Date;
  replay: number;
}

/** Callbacks pending for a while, oldest first, from a cursor on. */
export async function findOwedCallbacks(deps: Pick<CommandDeps, 'em'>, batch: RowsFrom): Promise<StandingCallback[]> {
  const em = deps.em();
  const owed = await findPendingRows<OwedRow>(
    em,
    {
      table: 'callback_delivery',
      columns: 'id, transaction_id as "transactionId", created_at as "createdAt", replays as replay',
      and: { sql: '(replay_requested_at is null or replay_requested_at < ?)', parameters: [batch.before] },
    },
    batch,
  );
  const found = await em.find(Transaction, { id: { $in: owed.map(({ transactionId }) => transactionId) } }, { fields });
  const transactions = new Map(found.map((row) => [row.id, row]));
  return owed.flatMap(({ id, createdAt, replay, transactionId }) => {
    const transaction = transactions.get(transactionId);
    return transaction ? [{ id, createdAt: new Date(createdAt), replay, transaction }] : [];
  });
}

/** Whether the callback of a transaction is pending now in this run of tries. */
export async function isCallbackOwed(
  deps: Pick<CommandDeps, 'em'>,
  transactionId: string,
  replay: number,
): Promise<boolean> {
  return (await deps.em().count(CallbackDelivery, { transactionId, status: 'pending', replays: replay })) > 0;
}
