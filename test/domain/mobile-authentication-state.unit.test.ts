import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { methodNames } from '../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../src/domain/mobile-authentication/methods/all-methods.ts';
import {
  attemptsLeft,
  codesLeft,
  decide,
  end,
  failure,
  initialState,
  isOverdue,
  mayDecide,
  resendsLeft,
} from '../../src/workflows/mobile-authentication/state.ts';
import { begin, deadline, happenings } from './support/open-state.ts';
import type { Situation, Step } from './support/open-state.ts';

const step: fc.Arbitrary<Step> = fc.record({
  method: fc.constantFrom(...methodNames),
  maxAttempts: fc.integer({ min: 0, max: 4 }),
  maxResends: fc.integer({ min: 0, max: 3 }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 3 });
const happened = fc.array(fc.constantFrom(...Object.keys(happenings), 'sent', 'wrong code', 'wrong code', 'resend'), {
  maxLength: 40,
});

const maxWrongCodes = 3;

/** Plays a sequence and checks each step of it. */
function play(
  policy: Step[],
  sequence: string[],
  look: (before: Situation, after: Situation, name: string) => void,
): Situation {
  let situation = begin(policy, maxWrongCodes);
  for (const name of sequence) {
    const after = happenings[name]?.(situation)?.after ?? situation;
    look(situation, after, name);
    situation = after;
  }
  return situation;
}

describe('a mobile authentication after any sequence of happenings', () => {
  it('has only the first outcome', () => {
    fc.assert(
      fc.property(steps, happened, (policy, sequence) => {
        play(policy, sequence, (before, after) => {
          if (before.state.outcome) expect(after).toBe(before);
        });
      }),
    );
  });

  it('has no negative number of attempts or resends left, and never regains one', () => {
    fc.assert(
      fc.property(steps, happened, (policy, sequence) => {
        play(policy, sequence, ({ state: before }, { state: after }) => {
          const left = attemptsLeft(after);
          if (left !== null) expect(left).toBeGreaterThanOrEqual(0);
          expect(resendsLeft(after)).toBeGreaterThanOrEqual(0);
          expect(after.attemptsUsed - before.attemptsUsed).toBeOneOf([0, 1]);
          expect(after.resendsUsed - before.resendsUsed).toBeOneOf([0, 1]);
        });
      }),
    );
  });

  it('accepts no more codes than the step allows, and ends at the last', () => {
    fc.assert(
      fc.property(steps, happened, (policy, sequence) => {
        const { state } = play(policy, sequence, () => undefined);
        if (state.step && methodRules[state.step.method].decidedBy === 'app') return;
        const limit = state.step?.maxAttempts ?? 0;
        if (limit > 0) expect(state.attemptsUsed).toBeLessThanOrEqual(limit);
        if (limit > 0 && state.attemptsUsed === limit) expect(state.outcome).toBeDefined();
        if (limit === 0) expect(state.outcome).not.toEqual(failure('attempts_exceeded'));
        expect(state.resendsUsed).toBeLessThanOrEqual(state.step?.maxResends ?? 0);
      }),
    );
  });

  it('accepts no more wrong verification codes than allowed, ends with the last, and never regains one', () => {
    const entered = fc.array(
      fc.constantFrom(
        'sent',
        'wrong verification code',
        'wrong verification code',
        'wrong PIN',
        'accepted',
        'cancelled',
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, entered, (policy, sequence) => {
        const { state } = play(policy, sequence, ({ state: before }, { state: after }) =>
          expect(after.wrongCodes - before.wrongCodes).toBeOneOf([0, 1]),
        );
        expect(state.wrongCodes).toBeLessThanOrEqual(maxWrongCodes);
        expect(codesLeft(state)).toBe(maxWrongCodes - state.wrongCodes);
        if (codesLeft(state) === 0) expect(state.outcome).toEqual(failure('attempts_exceeded'));
      }),
    );
  });

  it('is authenticated only by the decider of the method that was dispatched', () => {
    const deciders = { app: 'accepted', code: 'right code' };
    fc.assert(
      fc.property(steps, happened, (policy, sequence) => {
        play(policy, sequence, ({ state: before }, { state: after }, name) => {
          if (before.outcome || after.outcome?.status !== 'authenticated') return;
          expect(name).toBe(after.step && deciders[methodRules[after.step.method].decidedBy]);
        });
      }),
    );
  });
});

describe('the outcome', () => {
  it('is the first one, and later ones are ignored', () => {
    const state = initialState({ expiresAt: deadline });
    expect(end(state, failure('cancelled'))).toEqual(failure('cancelled'));
    expect(end(state, { status: 'authenticated' })).toEqual(failure('cancelled'));
  });

  it.each([
    [{ decision: 'accept' }, { status: 'authenticated' }],
    [{ decision: 'reject' }, failure('not_accepted')],
    [{ decision: 'reject', reason: 'cancelled' }, failure('not_accepted')],
    [{ decision: 'reject', reason: 'not_me' }, failure('reported_by_user')],
  ] as const)('of a decision %o is determined', (decision, outcome) => {
    expect(decide(decision)).toEqual(outcome);
  });
});

describe('mayDecide', () => {
  it('refuses every decider from the deadline on', () => {
    const state = initialState({ expiresAt: deadline });
    expect([deadline - 1, deadline, deadline + 1].map((now) => isOverdue(state, now))).toEqual([false, true, true]);
    expect([deadline - 1, deadline, deadline + 1].map((now) => mayDecide(state, 'code', now))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('allows the app and the code until a method was dispatched, then only the decider of that method', () => {
    const state = initialState({ expiresAt: deadline });
    expect([mayDecide(state, 'app', 0), mayDecide(state, 'code', 0)]).toEqual([true, true]);
    state.step = { method: 'PUSH', maxAttempts: 0, maxResends: 0 };
    expect([mayDecide(state, 'app', 0), mayDecide(state, 'code', 0)]).toEqual([true, false]);
    state.step = { method: 'SMS', maxAttempts: 0, maxResends: 0 };
    expect([mayDecide(state, 'app', 0), mayDecide(state, 'code', 0)]).toEqual([false, true]);
  });
});
