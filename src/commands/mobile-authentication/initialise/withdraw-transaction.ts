import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

/** The site was told to try again: its `Idempotency-Key` has to make a new transaction then. */
const forgetKey = { sql: 'delete from idempotency_key using changed where idempotency_key.subject_id = changed.id', parameters: [] };

/**
 * Takes back a pending row whose workflow could not be started. A row that was dispatched all the same stays as it is:
 * the start had arrived and only its answer was lost.
 * @returns whether it was withdrawn.
 */
export async function withdrawTransaction(deps: Pick<CommandDeps, 'em' | 'clock'>, id: string): Promise<boolean> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set status = 'not_authenticated', reason = 'failed_to_send', refusal = 'engine_unreachable', closed_at = ?
           where id = ? and status = 'pending' and dispatched_at is null returning *`,
    parameters: [now, id],
  };
  const event = { name: 'MOBILE AUTH INIT FAILURE', occurredAt: now, detail: 'engine_unreachable' } as const;
  return changeTransaction(deps.em(), change, [event], [forgetKey]);
}
