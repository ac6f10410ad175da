import { findOwedCallbacks, isCallbackOwed } from '../../commands/reconciliation/find-owed-callbacks.ts';
import type { StandingCallback } from '../../commands/reconciliation/find-owed-callbacks.ts';
import { writeCursor } from '../../commands/reconciliation/row-cursor.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/** Has callbacks delivered that are owed and that no workflow delivers any more: it was terminated meanwhile, or lost. */
export async function compareCallbacks(deps: ActivityDeps, { after, before }: Batch): Promise<Compared> {
  const owed = await findOwedCallbacks(deps, { after, before, most: mostInBatch });
  const suspects = await findSuspects(deps, owed.map(({ transaction }) => transaction));
  const repaired = await repairEach(deps, suspects, (transaction) => deliverAnew(deps, transaction));
  const last = owed.at(-1);
  return { repaired, next: last && owed.length === mostInBatch ? writeCursor(last) : undefined };
}

/** The record stands: the workflow takes it over, and goes on with telling the site. */
async function deliverAnew(deps: ActivityDeps, transaction: StandingCallback['transaction']): Promise<boolean> {
  if ((await deps.workflows.look(transaction.id)).state === 'open') return false;
  if (!(await isCallbackOwed(deps, transaction.id)) || !(await deps.endLostTransaction(transaction, recorded(transaction)))) return false;
  await tellRepair(deps, 'callback', transaction);
  return true;
}

function recorded({ status, reason }: StandingCallback['transaction']): Outcome {
  return status === 'authenticated' ? { status } : { status: 'not_authenticated', reason: reason ?? 'cancelled' };
}
