import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playFifty, prepareCast } from './cast.ts';
import type { Cast } from './cast.ts';
import { expectAllKept } from './findings.ts';
import { killAtRandom, startKillableStack, victims } from './killer.ts';
import type { KillableStack } from './killer.ts';
import type { Entry } from './ledger.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const seed = 20_261_122;
/** Within which the fifty begin. */
const seconds = 8;

let stack: KillableStack;
let cast: Cast;

beforeAll(async () => {
  stack = await startKillableStack();
  cast = await prepareCast(stack.endpoints);
}, 240_000);

afterAll(() => stack.stop());

describe('kill -9, three times at random moments, while fifty transactions are in flight', () => {
  it.each(victims.map((victim, index) => ({ victim, index })))('of $victim: what was answered stays, nothing is sent twice, everybody is told', { timeout: 400_000 }, async ({ victim, index }) => {
    const random = seededRandom(seed + index);
    const entries: Entry[] = [];
    const isInterrupted = () => entries.some(({ interruptions }) => interruptions > 0);
    await Promise.all([playFifty(cast, random, { seconds, entries }), killAtRandom(stack, victim, { random: seededRandom(seed - index), isInterrupted })]);
    expect(entries).toHaveLength(50);
    // Else nothing was in the way, and nothing is proven.
    expect(isInterrupted()).toBe(true);
    await expectAllKept(stack, entries);
  });
});
