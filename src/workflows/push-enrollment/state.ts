import type { NonceDispatch, PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';

/** What an open push enrolment remembers. Changed only by the functions below. */
export interface State {
  readonly maxAttempts: number;
  readonly maxResends: number;
  /** Epoch milliseconds of the absolute deadline. */
  readonly expiresAt: number;
  attemptsUsed: number;
  resendsUsed: number;
  /** Set by whatever ends it first. */
  outcome: PushEnrollmentOutcome | undefined;
  /** The row says so too. */
  settled: boolean;
}

export function initialState({ maxAttempts, maxResends, expiresAt }: Pick<State, 'maxAttempts' | 'maxResends' | 'expiresAt'>): State {
  return { maxAttempts, maxResends, expiresAt, attemptsUsed: 0, resendsUsed: 0, outcome: undefined, settled: false };
}

/**
 * True while the app can act on it. Past its deadline it cannot, also when the workflow is late to say so.
 * @param now epoch milliseconds.
 */
export function isOpen(state: State, now: number): boolean {
  return !state.outcome && now < state.expiresAt;
}

/** The first end wins: a later one changes nothing. */
export function end(state: State, outcome: PushEnrollmentOutcome): PushEnrollmentOutcome {
  state.outcome ??= outcome;
  return state.outcome;
}

/** Takes over what the row says: it was dropped meanwhile, or decided in a task whose result was lost. */
export function adopt(state: State, recorded: PushEnrollmentOutcome): void {
  state.outcome = recorded;
}

/**
 * Counts a nonce that was returned, before its verdict is known to anyone. Ends the enrolment when it is right or the last.
 * @returns false when it came too late to count.
 */
export function countNonce(state: State, correct: boolean, now: number): boolean {
  if (!isOpen(state, now)) return false;
  state.attemptsUsed += 1;
  if (correct) end(state, { status: 'enrolled' });
  else if (attemptsLeft(state) === 0) end(state, { status: 'failed', reason: 'attempts_exceeded' });
  return true;
}

/** Takes one of the resends. @returns false when none is left. */
export function takeResend(state: State, now: number): boolean {
  if (!isOpen(state, now) || resendsLeft(state) === 0) return false;
  state.resendsUsed += 1;
  return true;
}

/** How a nonce that could not be sent ends the enrolment; undefined while a resend may still help. */
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
