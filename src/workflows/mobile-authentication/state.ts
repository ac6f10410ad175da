import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { FailureReason, Outcome } from '../../domain/mobile-authentication/status.ts';
import type { AnswerDecision, MobileAuthenticationInput } from './contract.ts';

type Step = MobileAuthenticationInput['steps'][number];

/** The state of an open mobile authentication. Only the functions below change it. */
export interface State {
  /** The step in use; undefined until a dispatch succeeded. */
  step: Step | undefined;
  /** Index of the step that is tried or in use; the steps before it have failed. */
  trying: number;
  attemptsUsed: number;
  resendsUsed: number;
  /** The number of wrong verification codes typed into the phone. */
  wrongCodes: number;
  /** Set once, by the first end. */
  outcome: Outcome | undefined;
  /** Keyed hash of the user who claimed an OTP; known from the record after the end. */
  claimant?: string | undefined;
  /** The number of decisions whose evidence is being verified; their changes may be rolled back. */
  proving: number;
  /** Seals of the accepted updates: each counts once. */
  readonly taken: Set<string>;
  /** Epoch milliseconds of the absolute deadline. */
  readonly expiresAt: number;
  /** 0 = no verification code is required. */
  readonly maxWrongCodes: number;
}

export function initialState({
  expiresAt,
  maxWrongCodes = 0,
  end: outcome,
}: Pick<MobileAuthenticationInput, 'expiresAt' | 'maxWrongCodes' | 'end'>): State {
  return {
    step: undefined,
    trying: 0,
    attemptsUsed: 0,
    resendsUsed: 0,
    wrongCodes: 0,
    outcome,
    proving: 0,
    taken: new Set(),
    expiresAt,
    maxWrongCodes,
  };
}

/**
 * True while a decision of the app, or a code, counts. During the dispatch it does: the site gets its answer as soon as the
 * message is sent, and the user can be faster than the result of the activity. After the deadline it does not, also when the
 * timer of the workflow fires late.
 */
export function mayDecide(state: State, by: 'app' | 'code', now: number): boolean {
  return (
    !state.outcome &&
    !isOverdue(state, now) &&
    (state.step === undefined || methodRules[state.step.method].decidedBy === by)
  );
}

/** @param now epoch milliseconds. */
export function isOverdue(state: State, now: number): boolean {
  return now >= state.expiresAt;
}

/** Sets the outcome, unless it is set: the first end counts. */
export function end(state: State, outcome: Outcome): Outcome {
  state.outcome ??= outcome;
  return state.outcome;
}

export function failure(reason: FailureReason): Outcome {
  return { status: 'not_authenticated', reason };
}

/** The outcome of the user's decision. */
export function decide(answer: Pick<AnswerDecision, 'decision' | 'reason'>): Outcome {
  if (answer.decision === 'accept') return { status: 'authenticated' };
  return failure(answer.reason === 'not_me' ? 'reported_by_user' : 'not_accepted');
}

/** Counts an entered code before the caller gets its verdict. Ends the transaction when it is right or the last. Only while {@link mayDecide}. */
export function countCode(state: State, correct: boolean): void {
  state.attemptsUsed += 1;
  if (correct) end(state, { status: 'authenticated' });
  else if (attemptsLeft(state) === 0) end(state, failure('attempts_exceeded'));
}

/** Counts a wrong PIN. Its limit belongs to the application, so the API, which counts PINs, sets `exhausted`. Only while {@link mayDecide}. */
export function countWrongFactor(state: State, exhausted: boolean): void {
  state.attemptsUsed += 1;
  if (exhausted) end(state, failure('attempts_exceeded'));
}

/** Counts a wrong verification code, and the attempt of the factor that was proven with it. Only while {@link mayDecide}. */
export function countWrongCode(state: State, factor: boolean): void {
  state.wrongCodes += 1;
  if (factor) state.attemptsUsed += 1;
  if (codesLeft(state) === 0) end(state, failure('attempts_exceeded'));
}

export function codesLeft({ maxWrongCodes, wrongCodes }: State): number {
  return Math.max(0, maxWrongCodes - wrongCodes);
}

/** null = unlimited. */
export function attemptsLeft(state: State): number | null {
  const limit = state.step?.maxAttempts ?? 0;
  return limit === 0 ? null : Math.max(0, limit - state.attemptsUsed);
}

export function resendsLeft(state: State): number {
  return Math.max(0, (state.step?.maxResends ?? 0) - state.resendsUsed);
}
