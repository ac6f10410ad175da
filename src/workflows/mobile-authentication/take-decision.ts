import { ApplicationFailure, CancellationScope, condition } from '@temporalio/workflow';
import type { Sealed } from '../../domain/sealed.ts';
import { forgedUpdate, forgeries, isForgedUpdate } from '../shared/forgeries.ts';
import { misdirection } from '../shared/misdirection.ts';
import type { MobileAuthenticationInput } from './contract.ts';
import { mayDecide } from './state.ts';
import type { State } from './state.ts';

/** Refuses an update that names no transaction or another one, or that was accepted before: the API did not send it. */
export function mustBeMeant(
  input: MobileAuthenticationInput,
  state: State,
  update: string,
  said: Sealed<object>,
): void {
  const reason = misdirection(input.transactionId, state.taken, said);
  if (reason === undefined) return;
  forgeries.note({ id: input.transactionId, update, reason });
  throw forgedUpdate(reason);
}

/**
 * Runs a decision after the running ones, and rolls its changes back when its evidence is invalid. Updates without a workflow id, in
 * histories of earlier versions, did not wait for each other.
 */
export async function prove<Result>(
  input: MobileAuthenticationInput,
  state: State,
  said: Sealed<object>,
  by: 'app' | 'code' | 'anything',
  decision: () => Promise<Result>,
): Promise<Result> {
  if (by !== 'anything') await untilDispatched(state);
  if (said?.workflowId !== undefined) {
    while (state.proving > 0) await condition(() => state.proving === 0);
    takeOnce(input, state, said);
  }
  mustBe(by === 'anything' ? !state.outcome : mayDecide(state, by, Date.now()));
  const { attemptsUsed, wrongCodes, outcome } = state;
  state.proving += 1;
  try {
    return await decision();
  } catch (error) {
    if (isForgedUpdate(error)) Object.assign(state, { attemptsUsed, wrongCodes, outcome });
    throw error;
  } finally {
    state.proving -= 1;
  }
}

/** Repeats the check of the validator, which a history written by an attacker may have bypassed. */
export function takeOnce({ transactionId }: MobileAuthenticationInput, state: State, said: Sealed<object>): void {
  const reason = misdirection(transactionId, state.taken, said);
  if (reason !== undefined) throw forgedUpdate(reason);
  state.taken.add(said.seal);
}

/** Whether the transaction has ended, after running decisions are recorded. A cancellation waits for them, too. */
export async function hasEnded(state: State): Promise<boolean> {
  while (state.proving > 0) await CancellationScope.nonCancellable(() => condition(() => state.proving === 0));
  return state.outcome !== undefined;
}

/**
 * Waits until a method is sent or the transaction has ended. A waiting update must check the state again, without awaiting in
 * between: the method may be one of another kind, and several updates may have waited.
 */
export function untilDispatched(state: State): Promise<void> {
  return condition(() => state.step !== undefined || state.outcome !== undefined);
}

export function mustBe(open: boolean): void {
  if (!open) throw ApplicationFailure.nonRetryable('The transaction is not open for this', 'transaction_not_open');
}
