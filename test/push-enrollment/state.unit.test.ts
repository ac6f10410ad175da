import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adopt,
  attemptsLeft,
  countNonce,
  end,
  endOfDispatch,
  initialState,
  isOpen,
  resendsLeft,
  takeResend,
} from '../../src/workflows/push-enrollment/state.ts';
import type { State } from '../../src/workflows/push-enrollment/state.ts';

type Step = 'right' | 'wrong' | 'resend' | 'time' | 'unregistered' | 'unavailable' | 'cancel';

const steps = fc.array(
  fc.constantFrom<Step>('right', 'wrong', 'wrong', 'resend', 'resend', 'time', 'unregistered', 'unavailable', 'cancel'),
  { maxLength: 25 },
);
const limits = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  maxResends: fc.integer({ min: 0, max: 4 }),
  expiresAt: fc.constant(1000),
});

const take: Record<Step, (state: State) => void> = {
  right: (state) => void countNonce(state, true, 0),
  wrong: (state) => void countNonce(state, false, 0),
  resend: (state) => void takeResend(state, 0),
  time: (state) => void end(state, { status: 'expired' }),
  unregistered: (state) => void end(state, endOfDispatch('unregistered', 'again') ?? { status: 'expired' }),
  unavailable: (state) => {
    const outcome = endOfDispatch('unavailable', 'again');
    if (outcome) end(state, outcome);
  },
  cancel: (state) => void end(state, { status: 'failed', reason: 'cancelled' }),
};

function statusOf(state: State): string | undefined {
  return state.outcome?.status;
}

describe('a pending push enrolment', () => {
  it('ends once, whatever follows', () => {
    fc.assert(
      fc.property(limits, steps, (limit, taken) => {
        const state = initialState(limit);
        let first: State['outcome'];
        for (const step of taken) {
          take[step](state);
          first ??= state.outcome;
          expect(state.outcome).toBe(first);
        }
      }),
    );
  });

  it('enrols only by the right nonce within its attempts', () => {
    fc.assert(
      fc.property(limits, steps, (limit, taken) => {
        const state = initialState(limit);
        let wrong = 0;
        for (const step of taken) {
          if (state.outcome) break;
          take[step](state);
          if (step === 'wrong') wrong += 1;
          expect(statusOf(state) === 'enrolled').toBe(step === 'right');
          expect(wrong).toBeLessThanOrEqual(limit.maxAttempts);
          if (wrong === limit.maxAttempts)
            expect(state.outcome).toEqual({ status: 'failed', reason: 'attempts_exceeded' });
        }
      }),
    );
  });

  it('never allows more attempts or resends than the policy', () => {
    fc.assert(
      fc.property(limits, steps, (limit, taken) => {
        const state = initialState(limit);
        for (const step of taken) {
          const before = { attempts: attemptsLeft(state), resends: resendsLeft(state), open: !state.outcome };
          take[step](state);
          expect(attemptsLeft(state)).toBe(
            before.attempts - (before.open && (step === 'right' || step === 'wrong') ? 1 : 0),
          );
          expect(resendsLeft(state)).toBe(
            before.resends - (before.open && step === 'resend' && before.resends > 0 ? 1 : 0),
          );
        }
        expect(state.attemptsUsed).toBeLessThanOrEqual(limit.maxAttempts);
        expect(state.resendsUsed).toBeLessThanOrEqual(limit.maxResends);
      }),
    );
  });

  it('is superseded when its row was deleted, although the nonce was right', () => {
    const state = initialState({ maxAttempts: 3, maxResends: 1, expiresAt: 1000 });
    countNonce(state, true, 0);
    adopt(state, { status: 'superseded' });
    expect(statusOf(state)).toBe('superseded');
    expect(countNonce(state, true, 0)).toBe(false);
  });
});

describe('the deadline of a push enrolment', () => {
  it('ends it for nonces and resends before the workflow handles its timer', () => {
    const state = initialState({ maxAttempts: 3, maxResends: 1, expiresAt: 1000 });
    expect(isOpen(state, 999)).toBe(true);
    for (const now of [1000, 2000]) {
      expect([isOpen(state, now), countNonce(state, true, now), takeResend(state, now)]).toEqual([false, false, false]);
    }
    expect([state.outcome, attemptsLeft(state), resendsLeft(state)]).toEqual([undefined, 3, 1]);
  });
});

describe('a nonce that could not be sent', () => {
  it('ends the enrolment when it was the first, or the provider does not know the token', () => {
    expect(endOfDispatch('unavailable', 'first')).toEqual({ status: 'failed', reason: 'provider_refused' });
    expect(endOfDispatch('refused', 'first')).toEqual({ status: 'failed', reason: 'provider_refused' });
    expect(endOfDispatch('unregistered', 'first')).toEqual({ status: 'failed', reason: 'unregistered' });
    expect(endOfDispatch('unregistered', 'again')).toEqual({ status: 'failed', reason: 'unregistered' });
    expect(endOfDispatch('closed', 'again')).toEqual({ status: 'superseded' });
  });

  it('keeps the enrolment pending when the first nonce may still arrive', () => {
    expect(endOfDispatch('unavailable', 'again')).toBeUndefined();
    expect(endOfDispatch('refused', 'again')).toBeUndefined();
    expect(endOfDispatch('sent', 'first')).toBeUndefined();
  });
});
