import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { methodNames } from '../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { failureReasons } from '../../src/domain/mobile-authentication/status.ts';
import { transitions } from '../../src/domain/mobile-authentication/transitions.ts';
import { begin, happenings, placeOf } from './support/open-state.ts';
import type { Situation, Step } from './support/open-state.ts';

const push: Step = { method: 'PUSH', maxAttempts: 0, maxResends: 0 };
const text: Step = { method: 'SMS', maxAttempts: 2, maxResends: 1 };
const otp: Step = { method: 'OTP', maxAttempts: 0, maxResends: 0 };
const policies = [[push], [otp], [text], [push, text], [text, push], [{ ...text, maxAttempts: 1, maxResends: 0 }]];

const mostAttempts = 3;

function arrow({ from, on, to }: { from: string; on: string; to: string }): string {
  return `${from} | ${on} | ${to}`;
}

/** Every arrow that is reachable in any policy. */
function walkEverywhere(): Set<string> {
  const arrows = new Set<string>();
  const seen = new Set<string>();
  const open: Situation[] = [...policies.map((steps) => begin(steps)), begin([push], 2)];
  for (let before = open.pop(); before; before = open.pop()) {
    for (const happening of Object.values(happenings)) {
      const taken = happening(before);
      if (!taken) continue;
      arrows.add(arrow({ from: placeOf(before), on: taken.on, to: placeOf(taken.after) }));
      // The workflow does not limit wrong PINs: without this bound the search would not end.
      if (taken.after.state.attemptsUsed > mostAttempts) continue;
      const key = JSON.stringify(taken.after);
      if (!seen.has(key)) open.push(taken.after);
      seen.add(key);
    }
  }
  return arrows;
}

describe('the state diagram', () => {
  it('draws exactly the reachable transitions', () => {
    expect([...walkEverywhere()].toSorted()).toEqual(transitions.map(arrow).toSorted());
  });

  it('draws the transitions of every method in any sequence of happenings', () => {
    const drawn = new Set(transitions.map(arrow));
    const step = fc.record({
      method: fc.constantFrom(...methodNames),
      maxAttempts: fc.integer({ min: 0, max: 3 }),
      maxResends: fc.integer({ min: 0, max: 2 }),
    });
    const sequence = fc.array(fc.constantFrom('sent', 'sent', ...Object.keys(happenings)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 4 }),
        sequence,
        fc.integer({ min: 0, max: 3 }),
        (steps, names, maxWrongCodes) => {
          let situation = begin(steps, maxWrongCodes);
          for (const name of names) {
            const taken = happenings[name]?.(situation);
            if (!taken) continue;
            expect(drawn).toContain(arrow({ from: placeOf(situation), on: taken.on, to: placeOf(taken.after) }));
            situation = taken.after;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('draws a way on from every place that is not an outcome, and only known outcomes', () => {
    const from = new Set<string>(transitions.map((transition) => transition.from));
    const ends = new Set<string>(transitions.map((transition) => transition.to).filter((to) => !from.has(to)));
    for (const end of ends) expect(['authenticated', ...failureReasons]).toContain(end);
    expect([...from].toSorted()).toEqual(['dispatching', 'waiting for the app', 'waiting for the code']);
  });
});
