import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

/** Releases the `Idempotency-Key`: the site was told to try again and must get a new transaction. */
const forgetKey = {
  sql: 'delete from idempotency_key using changed where idempotency_key.subject_id = changed.id',
  parameters: [],
};

/**
 * Withdraws a pending row whose workflow could not be started, or without a dispatch in time. A row that was dispatched all the
 * same stays: the start succeeded and only its answer was lost. So does one whose text message is with the provider: it
 * cannot be recalled, and a repeated request would send a second one.
 * @returns whether it was withdrawn.
 */
export function withdrawTransaction(deps: Pick<CommandDeps, 'em' | 'clock'>, id: string): Promise<boolean> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set status = 'not_authenticated', reason = 'failed_to_send', refusal = 'engine_unreachable', closed_at = ?
           where id = ? and status = 'pending' and dispatched_at is null
             and not exists (select from message_receipt r where r.status <> 'refused'
                              and r.id in (select transaction.id || ':' || step || ':0' from generate_series(0, jsonb_array_length(transaction.policy -> 'steps') - 1) step))
           returning *`,
    parameters: [now, id],
  };
  const event = { name: 'MOBILE AUTH INIT FAILURE', occurredAt: now, detail: 'engine_unreachable' } as const;
  return deps.em().transactional(async (em) => {
    // Locked before the update reads receipts: a transaction that inserts one holds a share lock on this row.
    await em.execute('select id from transaction where id = ? for update', [id]);
    return changeTransaction(em, change, [event], [forgetKey]);
  });
}
