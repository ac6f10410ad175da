import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlots } from '../../src/api/middleware/slots.ts';

describe('slots', () => {
  it('let through so many at once, everybody in turn, also after failures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.record({ ticks: fc.integer({ min: 1, max: 4 }), fails: fc.boolean() }), { maxLength: 30 }), async (most, works) => {
        const slots = createSlots(most);
        const begun: number[] = [];
        let [running, highest] = [0, 0];
        const work = (number: number) => async () => {
          begun.push(number);
          running += 1;
          highest = Math.max(highest, running);
          for (let tick = 0; tick < (works[number]?.ticks ?? 0); tick += 1) await Promise.resolve();
          running -= 1;
          if (works[number]?.fails) throw new Error('failed');
          return number;
        };
        const ended = await Promise.allSettled(works.map((_, number) => slots(work(number))));
        expect(ended.map(({ status }) => status)).toEqual(works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
        expect(begun).toEqual(works.map((_, number) => number));
        expect(highest).toBeLessThanOrEqual(most);
        if (works.length >= most) expect(highest).toBe(most);
        // Every slot is free again.
        const all = Array.from({ length: most }, () => Promise.withResolvers<void>());
        let inside = 0;
        const enter = (promise: Promise<void>) => {
          inside += 1;
          return promise;
        };
        const last = all.map(({ promise }) => slots(() => enter(promise)));
        await Promise.resolve();
        expect(inside).toBe(most);
        for (const { resolve } of all) resolve();
        await Promise.all(last);
      }),
    );
  });
});
