import { findOpenTransactions, isTransactionOpen } from '../../commands/reconciliation/find-open-transactions.ts';
import type { OpenTransaction } from '../../commands/reconciliation/find-open-transactions.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { outcomeOfLost } from '../../domain/reconciliation/lost-outcome.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { cursorBehind, findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/**
 * Ends transactions whose row is open and whose workflow is not: it was terminated, was lost with Temporal's data, or ended
 * while the row was taken back to an earlier backup. A workflow that is started for nothing else writes the end down and
 * tells the site. What was never dispatched and never started is the sweeper's.
 */
export async function compareTransactions(deps: ActivityDeps, { after, before }: Batch): Promise<Compared> {
  const rows = await findOpenTransactions(deps, { after, before, most: mostInBatch });
  const repaired = await repairEach(deps, await findSuspects(deps, rows, ({ expiresAt }) => expiresAt < before), (row) => endLost(deps, row));
  return { repaired, next: cursorBehind(rows) };
}

async function endLost(deps: ActivityDeps, row: OpenTransaction): Promise<boolean> {
  const end = await findEnd(deps, row);
  if (!end || !(await isTransactionOpen(deps, row.id)) || !(await deps.endLostTransaction(row, end))) return false;
  await tellRepair(deps, 'transaction_row', row);
  return true;
}

async function findEnd(deps: ActivityDeps, row: OpenTransaction): Promise<Outcome | undefined> {
  const seen = await deps.workflows.look(row.id);
  if (seen.state === 'open' || (seen.state === 'unknown' && !row.dispatchedAt)) return undefined;
  const lost = seen.state === 'closed' ? { closedAt: seen.closedAt, returned: seen.result as Outcome | undefined } : { closedAt: undefined, returned: undefined };
  return outcomeOfLost(lost, row.expiresAt.getTime(), deps.clock().getTime());
}
