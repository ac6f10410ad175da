import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callbackPause } from '../../src/domain/mobile-authentication/callback-retry.ts';

const attempt = fc.integer({ min: 1, max: 10_000 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const hour = 3_600_000;

it('callbackPause is between half and all of a pause that doubles up to an hour', () => {
  fc.assert(
    fc.property(attempt, chance, (number, by) => {
      const whole = Math.min(hour, 2_000 * 2 ** (number - 1));
      const pause = callbackPause(number, by);
      expect(pause).toBeGreaterThanOrEqual(whole / 2);
      expect(pause).toBeLessThanOrEqual(whole);
      expect(Number.isSafeInteger(pause)).toBe(true);
    }),
  );
});

it('callbackPause allows 34 to 58 tries in a day', () => {
  const triesInADay = (by: number) => {
    let tries = 1;
    for (let passed = 0; passed + callbackPause(tries, by) < 24 * hour; tries += 1) passed += callbackPause(tries, by);
    return tries;
  };
  expect([triesInADay(0.999999), triesInADay(0)]).toEqual([34, 58]);
});

it('callbackPause spreads the retries of simultaneous failures', () => {
  expect(new Set(Array.from({ length: 16 }, (_, index) => callbackPause(5, index / 16))).size).toBe(16);
});
