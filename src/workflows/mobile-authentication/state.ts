import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { FailureReason, Outcome } from '../../domain/mobile-authentication/status.ts';
import type { AnswerDecision, MobileAuthenticationInput } from './contract.ts';

type Step = MobileAuthenticationInput['steps'][number];

/** What an open mobile authentication remembers. Changed only by the functions below. */
export interface State {
  /** The step in use; undefined until a dispatch succeeded. */
  step: Step | undefined;
  /** Index of the step being tried, or in use: those before it have failed. */
  trying: number;
  attemptsUsed: number;
  resendsUsed: number;
  /** Wrong verification codes typed into the phone. */
  wrongCodes: number;
  /** Set once, by whatever ends it first. */
  outcome: Outcome | undefined;
  /** Epoch milliseconds of the absolute deadline. */
  readonly expiresAt: number;
  /** 0 = no verification code is asked for. */
  readonly maxWrongCodes: number;
}

export function initialState({ expiresAt, maxWrongCodes = 0, end: outcome }: Pick<MobileAuthenticationInput, 'expiresAt' | 'maxWrongCodes' | 'end'>): State {
  return { step: undefined, trying: 0, attemptsUsed: 0, resendsUsed: 0, wrongCodes: 0, outcome, expiresAt, maxWrongCodes };
}

/**
 * True while a decision of the app, or a code, would count. During the dispatch it may: the site is answered as soon as
 * the message is out, and its user can be faster than the workflow hears of it. Past the deadline it may not, also when
 * the workflow is late to say so.
 */
export function mayDecide(state: State, by: 'app' | 'code', now: number): boolean {
  return !state.outcome && !isOverdue(state, now) && (state.step === undefined || methodRules[state.step.method].decidedBy === by);
}

/** @param now epoch milliseconds. */
export function isOverdue(state: State, now: number): boolean {
  return now >= state.expiresAt;
}

/** The first end wins: a later one changes nothing. */
export function end(state: State, outcome: Outcome): Outcome {
  state.outcome ??= outcome;
  return state.outcome;
}

export function failure(reason: FailureReason): Outcome {
  return { status: 'not_authenticated', reason };
}

/** What the user's decision means. */
export function decide(answer: Pick<AnswerDecision, 'decision' | 'reason'>): Outcome {
  if (answer.decision === 'accept') return { status: 'authenticated' };
  return failure(answer.reason === 'not_me' ? 'reported_by_user' : 'not_accepted');
}

/** Counts a code that was entered, before its verdict is known to anyone. Ends the transaction when it is right or the last. Only for one that {@link mayDecide}. */
export function countCode(state: State, correct: boolean): void {
  state.attemptsUsed += 1;
  if (correct) end(state, { status: 'authenticated' });
  else if (attemptsLeft(state) === 0) end(state, failure('attempts_exceeded'));
}

/** Counts a wrong PIN; its limit is the application's, so whoever keeps the PIN says which was the last. Only for one that {@link mayDecide}. */
export function countWrongFactor(state: State, exhausted: boolean): void {
  state.attemptsUsed += 1;
  if (exhausted) end(state, failure('attempts_exceeded'));
}

/** Counts a wrong verification code, and the attempt of the factor that was proven beside it. Only for one that {@link mayDecide}. */
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
