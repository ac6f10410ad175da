import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestId, timeOrderedId } from '../../src/entities/columns/id.ts';

const moment = fc.integer({ min: 0, max: 4_102_444_800_000 });

describe('a time-ordered id', () => {
  it('is a UUID of version 7 that begins with its time', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const id = timeOrderedId(now);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
        expect(id > smallestId(now) && id < smallestId(now + 1)).toBe(true);
      }),
    );
  });

  it('sorts after earlier ids of the same time, whatever ids of other times were created between', () => {
    // Each run has its own times, as one time has ids for at least two thousand in order.
    let beginning = Date.parse('2100-01-01');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 200 }), (steps) => {
        beginning += 10;
        const made = steps.map((step) => ({ at: beginning + step, id: timeOrderedId(beginning + step) }));
        // A stable sort by time must equal a sort by id.
        expect(made.toSorted((left, right) => left.at - right.at).map(({ id }) => id)).toEqual(
          made.map(({ id }) => id).toSorted(),
        );
      }),
    );
  });

  it('is unique, also for more ids than one time can number', () => {
    const now = Date.now();
    const ids = Array.from({ length: 10_000 }, () => timeOrderedId(now));
    expect(new Set(ids).size).toBe(10_000);
    expect(ids.every((id) => id > smallestId(now) && id < smallestId(now + 1))).toBe(true);
    const counted = ids.slice(0, 2_000);
    expect(counted.toSorted()).toEqual(counted);
  });
});
