import type { MethodName } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../src/domain/mobile-authentication/methods/all-methods.ts';
import {
  codesLeft,
  countCode,
  countWrongCode,
  countWrongFactor,
  decide,
  end,
  failure,
  initialState,
  mayDecide,
  resendsLeft,
} from '../../../src/workflows/mobile-authentication/state.ts';
import type { State } from '../../../src/workflows/mobile-authentication/state.ts';

export interface Step {
  method: MethodName;
  maxAttempts: number;
  maxResends: number;
}

/** A state with its remaining methods; the first is being dispatched while none was. */
export interface Situation {
  state: State;
  steps: Step[];
}

/** What can happen in a situation, with the words of the state diagram. It returns a new situation. */
export type Happening = (situation: Situation) => { on: string; after: Situation } | undefined;

export const deadline = 1_000;

/** @param maxWrongCodes 0 = no verification code is required. */
export function begin(steps: Step[], maxWrongCodes = 0): Situation {
  return { state: initialState({ expiresAt: deadline, maxWrongCodes }), steps };
}

/** The name of a situation in the state diagram. */
export function placeOf({ state }: Situation): string {
  if (state.outcome) return state.outcome.status === 'authenticated' ? 'authenticated' : state.outcome.reason;
  if (!state.step) return 'dispatching';
  return methodRules[state.step.method].decidedBy === 'app' ? 'waiting for the app' : 'waiting for the code';
}

/** What the workflow can do, with the checks of the workflow. */
export const happenings: Record<string, Happening> = {
  sent: (before) => {
    const [step] = before.steps;
    if (before.state.outcome || before.state.step || !step) return undefined;
    const words = { push: 'push sent', sms: 'text message sent', otp: 'OTP offered' };
    return changed(before, words[methodRules[step.method].channel], ({ state }) => void (state.step = step));
  },
  failed: (before) => {
    if (before.state.outcome || before.state.step) return undefined;
    const [, ...others] = before.steps;
    if (others.length > 0)
      return changed({ ...before, steps: others }, 'method failed, fallback left', () => undefined);
    return changed(before, 'method failed, no fallback', ({ state }) => void end(state, failure('failed_to_send')));
  },
  accepted: (before) => answered(before, 'accepted', { decision: 'accept' }),
  refused: (before) => answered(before, 'refused', { decision: 'reject' }),
  reported: (before) => answered(before, 'reported', { decision: 'reject', reason: 'not_me' }),
  'wrong PIN': (before) => wrongPin(before, false),
  'last wrong PIN': (before) => wrongPin(before, true),
  'wrong verification code': (before) => wrongVerificationCode(before),
  'right code': (before) => entered(before, true),
  'wrong code': (before) => entered(before, false),
  resend: (before) => {
    if (!decidable(before, 'code') || resendsLeft(before.state) === 0) return undefined;
    return changed(before, 'resend', ({ state }) => void (state.resendsUsed += 1));
  },
  cancelled: (before) =>
    before.state.outcome
      ? undefined
      : changed(before, 'cancelled', ({ state }) => void end(state, failure('cancelled'))),
  'time is up': (before) =>
    before.state.outcome
      ? undefined
      : changed(before, 'time is up', ({ state }) => void end(state, failure('expired'))),
};

function answered(before: Situation, on: string, answer: Parameters<typeof decide>[0]) {
  return decidable(before, 'app') ? changed(before, on, ({ state }) => void end(state, decide(answer))) : undefined;
}

function wrongPin(before: Situation, exhausted: boolean) {
  const on = exhausted ? 'wrong PIN, no attempt left' : 'wrong PIN, attempts left';
  return decidable(before, 'app') ? changed(before, on, ({ state }) => countWrongFactor(state, exhausted)) : undefined;
}

function wrongVerificationCode(before: Situation) {
  if (before.state.maxWrongCodes === 0 || !decidable(before, 'app')) return undefined;
  const on =
    codesLeft(before.state) === 1
      ? 'wrong verification code, no attempt left'
      : 'wrong verification code, attempts left';
  return changed(before, on, ({ state }) => countWrongCode(state, false));
}

function entered(before: Situation, correct: boolean) {
  if (!decidable(before, 'code')) return undefined;
  const result = changed(before, 'right code', ({ state }) => countCode(state, correct));
  return correct
    ? result
    : { ...result, on: result.after.state.outcome ? 'wrong code, no attempt left' : 'wrong code, attempts left' };
}

/** A decision during the dispatch waits for it, so it changes nothing before. */
function decidable({ state }: Situation, by: 'app' | 'code'): boolean {
  return state.step !== undefined && mayDecide(state, by, deadline - 1);
}

function changed(before: Situation, on: string, change: (after: Situation) => void) {
  const after = structuredClone(before);
  change(after);
  return { on, after };
}
