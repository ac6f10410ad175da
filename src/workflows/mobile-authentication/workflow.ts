import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import { callbackTries } from '../../domain/mobile-authentication/callback-retry.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { isForgedUpdate } from '../shared/forgeries.ts';
import { authStatus, userHash, writeSearchAttributes } from '../shared/search-attributes.ts';
import type { MobileAuthenticationInput } from './contract.ts';
import { describeDeadline, show } from './current-details.ts';
import { dispatch } from './dispatch.ts';
import { handleDecisions } from './handle-decisions.ts';
import { close, fail } from './record-end.ts';
import { initialState } from './state.ts';
import type { State } from './state.ts';
import { hasEnded } from './take-decision.ts';

/**
 * One mobile authentication: dispatch (else fall back), wait for the decision or the code until the deadline, record the
 * outcome, deliver the callback. States: state.mermaid in this folder.
 */
export async function mobileAuthentication(input: MobileAuthenticationInput): Promise<Outcome> {
  const state = initialState(input);
  handleDecisions(input, state);
  try {
    if (input.end) await endLost(input, state, input.end);
    else await untilEnded(input, state);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled it in Temporal: the record and the callback are written as for any other end.
    return CancellationScope.nonCancellable(async () => {
      if (!(await hasEnded(state))) await fail(input, state, 'cancelled');
      return finish(input, state);
    });
  }
  return finish(input, state);
}

async function untilEnded(input: MobileAuthenticationInput, state: State): Promise<void> {
  await dispatch(input, state);
  await waitForEnd(input, state);
}

/** Records the outcome of a lost workflow when its evidence is valid, else `cancelled`: the result of the workflow alone proves nothing. */
async function endLost(input: MobileAuthenticationInput, state: State, outcome: Outcome): Promise<void> {
  try {
    await close(input, state, outcome, input.endEvidence);
  } catch (error) {
    if (!isForgedUpdate(error)) throw error;
    state.outcome = undefined;
    await fail(input, state, 'cancelled');
  }
}

/** Waits on one timer for the absolute deadline; an end cancels the timer. Starts it again when the end was forged. */
async function waitForEnd(input: MobileAuthenticationInput, state: State): Promise<void> {
  while (!(await hasEnded(state))) {
    const left = input.expiresAt - Date.now();
    if (left > 0) await condition(() => state.outcome !== undefined, left, { summary: describeDeadline(input) });
    if (!state.outcome) await fail(input, state, 'expired');
  }
}

async function finish(input: MobileAuthenticationInput, state: State): Promise<Outcome> {
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  const outcome = state.outcome as Outcome;
  writeSearchAttributes([
    { key: authStatus, value: outcome.status === 'authenticated' ? outcome.status : outcome.reason },
    ...(state.claimant ? [{ key: userHash, value: state.claimant }] : []),
  ]);
  show(input, state);
  if (input.callback) await tellSite(input, state);
  return outcome;
}

const { deliverCallback } = proxyActivities<Pick<MobileAuthenticationActivities, 'deliverCallback'>>({
  startToCloseTimeout: '20 s',
  scheduleToCloseTimeout: callbackTries,
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});
const { recordCallbackFailure } = proxyActivities<Pick<MobileAuthenticationActivities, 'recordCallbackFailure'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

async function tellSite(input: MobileAuthenticationInput, state: State): Promise<void> {
  const work = { transactionId: input.transactionId };
  show(input, state, 'telling');
  try {
    await deliverCallback(work);
    show(input, state);
  } catch {
    show(input, state, 'given up');
    await CancellationScope.nonCancellable(() => recordCallbackFailure(work));
  }
}
