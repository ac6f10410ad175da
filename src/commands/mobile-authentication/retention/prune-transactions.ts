import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';

/** Rows in one statement: few enough that requests do not wait for its locks. */
export const mostInBatch = 1000;
const hour = 3_600_000;

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** Closed transactions whose callback was delivered or given up, oldest first by the index on `created_at`. */
export const pruneBatch = `
  with batch as (
    select t.id from transaction t
     where t.created_at < ? and t.status <> 'pending' and t.closed_at < ?
       and not exists (select from callback_delivery d where d.transaction_id = t.id and d.status = 'pending')
     order by t.created_at limit ${mostInBatch} for update skip locked
  ),
  deliveries as (delete from callback_delivery where transaction_id in (select id from batch)),
  keys as (delete from idempotency_key where subject_id in (select id from batch))
  delete from transaction where id in (select id from batch)`;

/** A receipt is younger than its transaction, and of no use after it. */
const pruneReceipts = `
  delete from message_receipt where id in (
    select id from message_receipt where created_at < ? order by created_at limit ${mostInBatch} for update skip locked)`;

/**
 * Deletes a batch of the transactions that are older than the setting `transaction_retention_days`, with their callbacks,
 * receipts and idempotency keys. Never one that is open, whose callback is owed, or whose result can still be fetched.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneTransactions(deps: Deps): Promise<number> {
  const { transaction_retention_days: days, result_retention_hours: hours } = (await deps.configuration.current())
    .general;
  const limit = new Date(deps.clock().getTime() - Math.max(days * 24, hours) * hour);
  const transactions = await deps.em().execute<{ affectedRows: number }>(pruneBatch, [limit, limit], 'run');
  const receipts = await deps.em().execute<{ affectedRows: number }>(pruneReceipts, [limit], 'run');
  return transactions.affectedRows + receipts.affectedRows;
}
