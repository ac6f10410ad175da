import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import type { ActionTokenActivities } from '../../activities/action-token/create-activities.ts';
import type { ActionType } from '../../domain/action-tokens/actions.ts';
import type { UseFailure } from '../../domain/action-tokens/journal.ts';
import { authStatus, writeSearchAttributes } from '../shared/search-attributes.ts';
import type { ActionTokenInput, ActionTokenResult } from './contract.ts';

// Local, within the workflow task: the caller waits.
const quick = ({ extraWaitMs = 0 }: ActionTokenInput) =>
  proxyLocalActivities<ActionTokenActivities>({
    startToCloseTimeout: 3_000 + extraWaitMs,
    retry: { maximumAttempts: 1 },
  });
// The same when the database is away for a moment. Beyond two minutes the caller is gone: what was done is undone.
const retried = proxyActivities<ActionTokenActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '2 m',
  retry: { initialInterval: '1 s', maximumInterval: '10 s' },
});
// What was done is undone, and the end recorded, whenever the database is back.
const untilDone = proxyActivities<ActionTokenActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/**
 * One use of an action token: takes the token, performs its actions in order, and records the end. When an action fails, those before
 * it are undone in reverse order.
 */
export async function actionToken(input: ActionTokenInput): Promise<ActionTokenResult> {
  const compensations: ActionType[] = [];
  const failure = await perform(input, compensations);
  return CancellationScope.nonCancellable(async () => {
    if (failure) await undo(input, compensations);
    await end(input, failure);
    const result = failure ? 'failed' : 'succeeded';
    writeSearchAttributes([{ key: authStatus, value: failure ? `failed: ${failure.code}` : result }]);
    setCurrentDetails(
      failure ? `Failed${failure.action ? ` at ${failure.action}` : ''}: ${failure.code}` : 'Succeeded',
    );
    return result;
  });
}

/** @returns why the token cannot be used, or the action that failed; undefined: all is done. */
async function perform(input: ActionTokenInput, compensations: ActionType[]): Promise<UseFailure | undefined> {
  const { tokenId, caller, flowId } = input;
  let action: ActionType | null = null;
  try {
    const taking = { tokenId, caller, ...(flowId === undefined ? {} : { flowId }) };
    const isTaken = await withRetries(
      () => quick(input).takeToken(taking),
      () => retried.takeToken(taking),
    );
    if (!isTaken) return { action, code: 'expired' };
    for (action of input.types) {
      setCurrentDetails(`Performing ${action}`);
      const work = { tokenId, requestId: input.requestId, action };
      compensations.push(action);
      const { failed } = await withRetries(
        () => quick(input).performAction(work),
        () => retried.performAction(work),
      );
      if (failed !== undefined) return { action, code: failed };
    }
    return undefined;
  } catch (error) {
    return { action, code: isCancellation(error) ? 'cancelled' : 'unavailable' };
  }
}

/** In reverse order. The action that failed is among them: what it did is not known when its answer was lost. */
async function undo(input: ActionTokenInput, compensations: readonly ActionType[]): Promise<void> {
  for (const action of compensations.toReversed()) {
    setCurrentDetails(`Undoing ${action}`);
    const work = { tokenId: input.tokenId, requestId: input.requestId, action };
    await withRetries(
      () => quick(input).undoAction(work),
      () => untilDone.undoAction(work),
    );
  }
}

async function end(input: ActionTokenInput, failure: UseFailure | undefined): Promise<void> {
  const { tokenId, requestId, caller } = input;
  const ending = { tokenId, requestId, caller, ...(failure ? { failure } : {}) };
  await withRetries(
    () => quick(input).endUse(ending),
    () => untilDone.endUse(ending),
  );
}

/** Within the workflow task, else by an activity that is retried. */
async function withRetries<Result>(first: () => Promise<Result>, then: () => Promise<Result>): Promise<Result> {
  try {
    return await first();
  } catch (error) {
    if (isCancellation(error)) throw error;
    return then();
  }
}
