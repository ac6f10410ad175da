import type { NonceDispatch, PushEnrollmentOutcome } from '../../domain/push/push-enrollment/outcome.ts';

/** The state of an open push enrolment. Only the functions below change it. */
export interface State {
  readonly maxAttempts: number;
  readonly maxResends: number;
  /** Epoch milliseconds of the absolute deadline. */
  readonly expiresAt: number;
  attemptsUsed: number;
  resendsUsed: number;
  /** Set by the first end. */
  outcome: PushEnrollmentOutcome | undefined;
  /** The number of confirmations whose seal is being verified; their changes may be rolled back. */
  proving: number;
  /** Seals of the accepted updates: each counts once. */
  readonly taken: Set<string>;
  /** The outcome was adopted from the row. */
  adopted: boolean;
  /** The outcome is written to the row. */
  settled: boolean;
}

export function initialState({
  maxAttempts,
  maxResends,
  expiresAt,
}: Pick<State, 'maxAttempts' | 'maxResends' | 'expiresAt'>): State {
  return {
    maxAttempts,
    maxResends,
    expiresAt,
    attemptsUsed: 0,
    resendsUsed: 0,
    outcome: undefined,
    proving: 0,
    taken: new Set(),
    adopted: false,
    settled: false,
  };
}

/**
 * True while the app can act on it. After its deadline it cannot, also when the timer of the workflow fires late.
 * @param now epoch milliseconds.
 */
export function isOpen(state: State, now: number): boolean {
  return !state.outcome && now < state.expiresAt;
}

/** Sets the outcome, unless it is set: the first end counts. */
export function end(state: State, outcome: PushEnrollmentOutcome): PushEnrollmentOutcome {
  state.outcome ??= outcome;
  return state.outcome;
}

/** Adopts the outcome of the row, which was dropped meanwhile or decided in a task whose result was lost. */
export function adopt(state: State, recorded: PushEnrollmentOutcome): void {
  state.outcome = recorded;
  state.adopted = true;
}

/**
 * Counts a returned nonce before the caller gets its verdict. Ends the enrolment when it is right or the last.
 * @returns false when it came too late to count.
 */
export function countNonce(state: State, correct: boolean, now: number): boolean {
  if (!isOpen(state, now)) return false;
  state.attemptsUsed += 1;
  if (correct) end(state, { status: 'enrolled' });
  else if (attemptsLeft(state) === 0) end(state, { status: 'failed', reason: 'attempts_exceeded' });
  return true;
}

/** Rolls back the last counted nonce, which the API did not send. */
export function takeBackNonce(state: State): void {
  state.attemptsUsed -= 1;
  state.outcome = undefined;
}

/** Takes one of the resends. @returns false when none is left. */
export function takeResend(state: State, now: number): boolean {
  if (!isOpen(state, now) || resendsLeft(state) === 0) return false;
  state.resendsUsed += 1;
  return true;
}

/** The outcome of an enrolment whose nonce could not be sent; undefined while a resend may still succeed. */
export function endOfDispatch(dispatch: NonceDispatch, sends: 'first' | 'again'): PushEnrollmentOutcome | undefined {
  if (dispatch === 'unregistered') return { status: 'failed', reason: 'unregistered' };
  if (dispatch === 'closed') return { status: 'superseded' };
  if (dispatch !== 'sent' && sends === 'first') return { status: 'failed', reason: 'provider_refused' };
  return undefined;
}

export function attemptsLeft(state: State): number {
  return Math.max(0, state.maxAttempts - state.attemptsUsed);
}

export function resendsLeft(state: State): number {
  return Math.max(0, state.maxResends - state.resendsUsed);
}
