import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playFifty, prepareCast } from './cast.ts';
import type { Cast } from './cast.ts';
import { expectAllKept } from './findings.ts';
import { killAtRandom, startKillableStack, victims } from './killer.ts';
import type { KillableStack } from './killer.ts';
import type { Entry } from './ledger.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const seed = 20_261_122;
/** Seconds within which the fifty transactions start. */
const seconds = 12;

let stack: KillableStack;
let cast: Cast;

beforeAll(async () => {
  stack = await startKillableStack();
  cast = await prepareCast(stack.endpoints);
}, 240_000);

afterAll(() => stack.stop());

describe('four kill -9 at random times during fifty transactions, with two of three sites slow or failing', () => {
  it.each(victims.map((victim, index) => ({ victim, index })))(
    'of $victim: answers stay true, no message is sent twice, and sites and phones get the outcomes',
    { timeout: 600_000 },
    async ({ victim, index }) => {
      const random = seededRandom(seed + index);
      const entries: Entry[] = [];
      const isInterrupted = () => entries.some(({ interruptions }) => interruptions > 0);
      await Promise.all([
        playFifty(cast, random, { seconds, entries }),
        killAtRandom(stack, victim, { random: seededRandom(seed - index), isInterrupted }),
      ]);
      expect(entries).toHaveLength(50);
      // Without an interruption the test would prove nothing.
      expect(isInterrupted()).toBe(true);
      await expectAllKept(stack, entries);
    },
  );
});
