import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

/** The site was told to try again: its `Idempotency-Key` has to make a new transaction then. */
const forgetKey = { sql: 'delete from idempotency_key using changed where idempotency_key.subject_id = changed.id', parameters: [] };

/**
 * Takes back a pending row whose workflow could not be started, or of which nothing went out in time. A row that was dispatched all the
 * same stays as it is: the start had arrived and only its answer was lost. So does one whose text message is with the provider: nobody
 * can take that back, and a site that asks again would have a second one sent.
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
    // Locked before the update looks for receipts: who opens one has this row shared until it can be seen.
    await em.execute('select id from transaction where id = ? for update', [id]);
    return changeTransaction(em, change, [event], [forgetKey]);
  });
}
