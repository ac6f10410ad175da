import { checkSeal } from '../../commands/mobile-authentication/close/check-evidence.ts';
import { findOpenTransactions, isTransactionOpen } from '../../commands/reconciliation/find-open-transactions.ts';
import type { OpenTransaction } from '../../commands/reconciliation/find-open-transactions.ts';
import { leadsTo, needsEvidence } from '../../domain/mobile-authentication/evidence.ts';
import type { Evidence } from '../../domain/mobile-authentication/evidence.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { outcomeOfLost } from '../../domain/reconciliation/lost-outcome.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { cursorBehind, findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/**
 * Ends transactions whose row is open and whose workflow is not: it was terminated, was lost with Temporal's data, or ended
 * before the row was restored from an earlier backup. A new workflow records the end and delivers the callback. The sweeper
 * starts rows that were never dispatched and never started.
 */
export async function compareTransactions(deps: ActivityDeps, { after, before }: Batch): Promise<Compared> {
  const rows = await findOpenTransactions(deps, { after, before, most: mostInBatch });
  const repaired = await repairEach(
    deps,
    await findSuspects(deps, rows, ({ expiresAt }) => expiresAt < before),
    (row) => endLost(deps, row),
  );
  return { repaired, next: cursorBehind(rows) };
}

async function endLost(deps: ActivityDeps, row: OpenTransaction): Promise<boolean> {
  const found = await findEnd(deps, row);
  if (!found || !(await isTransactionOpen(deps, row.id))) return false;
  if (!(await deps.engine.mobileAuthentication.endLost(row, found.end, found.evidence))) return false;
  await tellRepair(deps, 'transaction_row', row);
  return true;
}

async function findEnd(
  deps: ActivityDeps,
  row: OpenTransaction,
): Promise<{ end: Outcome; evidence?: Evidence } | undefined> {
  const seen = await deps.workflows.look(row.id);
  if (seen.state === 'open' || (seen.state === 'unknown' && !row.dispatchedAt)) return undefined;
  const closedAt = seen.state === 'closed' ? seen.closedAt : undefined;
  const returned = seen.state === 'closed' ? (seen.result as Outcome | undefined) : undefined;
  const evidence = returned && needsEvidence(returned) ? await findEvidence(deps, row.id, returned) : undefined;
  // A workflow's result is not trusted: the recording activity verifies the evidence again.
  const isProven = returned && (evidence !== undefined || !needsEvidence(returned));
  const lost = { closedAt, returned: isProven ? returned : undefined };
  const end = outcomeOfLost(lost, row.expiresAt.getTime(), deps.clock().getTime());
  return { end, ...(evidence ? { evidence } : {}) };
}

async function findEvidence(deps: ActivityDeps, id: string, outcome: Outcome): Promise<Evidence | undefined> {
  const updates = (await deps.workflows.readUpdates(id)) as Evidence[];
  return updates.find((evidence) => checkSeal(deps, id, evidence) === undefined && leadsTo(evidence, outcome));
}
