import { describe, expect, it } from 'vitest';
import type { NonceDispatch, PushEnrollmentOutcome } from '../../src/domain/push/push-enrollment/outcome.ts';
import { pushEnrollmentTransitions } from '../../src/domain/push/push-enrollment/transitions.ts';
import {
  adopt,
  attemptsLeft,
  countNonce,
  end,
  endOfDispatch,
  initialState,
  takeResend,
} from '../../src/workflows/push-enrollment/state.ts';
import type { State } from '../../src/workflows/push-enrollment/state.ts';

interface Situation {
  state: State;
  sent: boolean;
}

const policies = [
  { maxAttempts: 2, maxResends: 1, expiresAt: 1000 },
  { maxAttempts: 1, maxResends: 0, expiresAt: 1000 },
];

/** The inputs of the workflow. Each returns the name of its arrow, or undefined when it changed nothing. */
const inputs: ((situation: Situation) => string | undefined)[] = [
  (situation) => dispatch(situation, 'sent', 'sent'),
  (situation) => dispatch(situation, 'unavailable', 'provider refused or stayed away'),
  (situation) => dispatch(situation, 'refused', 'provider refused or stayed away'),
  (situation) => dispatch(situation, 'unregistered', 'token is dead'),
  (situation) => dispatch(situation, 'closed', 'dropped'),
  (situation) => resend(situation, 'sent', 'resend'),
  (situation) => resend(situation, 'unavailable', 'resend'),
  (situation) => resend(situation, 'unregistered', 'token is dead'),
  (situation) => resend(situation, 'closed', 'dropped'),
  (situation) => nonce(situation, undefined, 'right nonce'),
  (situation) =>
    nonce(situation, { status: 'failed', reason: 'user_already_enrolled' }, 'right nonce, enrolled elsewhere by now'),
  (situation) => nonce(situation, { status: 'superseded' }, 'dropped'),
  ({ state, sent }) =>
    sent && countNonce(state, false, 0)
      ? `wrong nonce, ${attemptsLeft(state) > 0 ? 'attempts' : 'no attempt'} left`
      : undefined,
  ({ state }) => finish(state, { status: 'failed', reason: 'cancelled' }, 'cancelled by an operator'),
  ({ state }) => finish(state, { status: 'expired' }, 'time is up'),
];

function finish(state: State, outcome: PushEnrollmentOutcome, name: string): string {
  end(state, outcome);
  return name;
}

function dispatch(situation: Situation, result: NonceDispatch, name: string): string | undefined {
  if (situation.sent) return undefined;
  const outcome = endOfDispatch(result, 'first');
  if (outcome) end(situation.state, outcome);
  situation.sent = true;
  return name;
}

function resend({ state, sent }: Situation, result: NonceDispatch, name: string): string | undefined {
  if (!sent || !takeResend(state, 0)) return undefined;
  const outcome = endOfDispatch(result, 'again');
  if (outcome) end(state, outcome);
  return name;
}

/** @param recorded the outcome in the row, when the commit found another one there. */
function nonce(
  { state, sent }: Situation,
  recorded: PushEnrollmentOutcome | undefined,
  name: string,
): string | undefined {
  if (!sent || !countNonce(state, true, 0)) return undefined;
  if (recorded) adopt(state, recorded);
  return name;
}

function placeOf({ state: { outcome }, sent }: Situation): string {
  if (!outcome) return sent ? 'waiting for the nonce' : 'sending the nonce';
  if (outcome.status === 'superseded') return 'dropped';
  return outcome.status === 'failed' ? outcome.reason : outcome.status;
}

function walkEverywhere(): Set<string> {
  const arrows = new Set<string>();
  const seen = new Set<string>();
  const open = policies.map((policy): Situation => ({ state: initialState(policy), sent: false }));
  for (let before = open.pop(); before; before = open.pop()) {
    for (const apply of inputs) {
      const after = structuredClone(before);
      const name = apply(after);
      if (!name) continue;
      arrows.add(`${placeOf(before)} | ${name} | ${placeOf(after)}`);
      const key = JSON.stringify(after);
      if (after.state.outcome || seen.has(key)) continue;
      seen.add(key);
      open.push(after);
    }
  }
  return arrows;
}

describe('the state diagram of push enrolments', () => {
  it('has exactly the transitions of the state machine', () => {
    const drawn = pushEnrollmentTransitions.map(({ from, on, to }) => `${from} | ${on} | ${to}`);
    expect([...walkEverywhere()].toSorted()).toEqual(drawn.toSorted());
  });
});
