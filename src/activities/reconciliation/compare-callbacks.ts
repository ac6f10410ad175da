import { recordCallbackFailed } from '../../commands/mobile-authentication/callback/callback-delivery.ts';
import { findOwedCallbacks, isCallbackOwed } from '../../commands/reconciliation/find-owed-callbacks.ts';
import type { StandingCallback } from '../../commands/reconciliation/find-owed-callbacks.ts';
import { callbackTries } from '../../domain/mobile-authentication/callback-retry.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { callbackReplayId } from '../../workflows/callback-replay/contract.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { cursorBehind, findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/** Delivers pending callbacks without a workflow, because it was terminated or lost. */
export async function compareCallbacks(deps: ActivityDeps, { after, before }: Batch): Promise<Compared> {
  const owed = await findOwedCallbacks(deps, { after, before, most: mostInBatch });
  const awaited = owed.map((callback) => ({ ...callback, id: workflowIdOf(callback) }));
  const suspects = await findSuspects(
    deps,
    awaited,
    ({ createdAt }) => createdAt.getTime() + callbackTries < before.getTime(),
  );
  const repaired = await repairEach(deps, suspects, (callback) => settle(deps, callback));
  return { repaired, next: cursorBehind(owed) };
}

function workflowIdOf({ transaction, replay }: StandingCallback): string {
  return callbackReplayId({ transactionId: transaction.id, replay });
}

/**
 * The record is written, so another workflow adopts it and continues the delivery. A replay that an operator stopped is recorded
 * as failed; operators may ask for another.
 */
async function settle(deps: ActivityDeps, { id, transaction, replay }: StandingCallback): Promise<boolean> {
  const { state } = await deps.workflows.look(id);
  if (state === 'open' || !(await isCallbackOwed(deps, transaction.id, replay))) return false;
  if (replay > 0) await recordCallbackFailed(deps, { transactionId: transaction.id, replay });
  // An open workflow of the transaction delivers the callback: it replaced a lost one, or an earlier version started it.
  else if ((await deps.workflows.look(transaction.id)).state === 'open') return false;
  else if (!(await deps.engine.mobileAuthentication.endLost(transaction, recorded(transaction)))) return false;
  await tellRepair(deps, 'callback', transaction);
  return true;
}

function recorded({ status, reason }: StandingCallback['transaction']): Outcome {
  return status === 'authenticated' ? { status } : { status: 'not_authenticated', reason: reason ?? 'cancelled' };
}
