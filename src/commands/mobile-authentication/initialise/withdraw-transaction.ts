import type { CommandDeps } from '../../command-deps.ts';
import { changeTransaction } from '../transaction-statement.ts';

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
  return (await changeTransaction(deps.em(), change, [{ name: 'MOBILE AUTH INIT FAILURE', occurredAt: now, detail: 'engine_unreachable' }])) !== undefined;
}
