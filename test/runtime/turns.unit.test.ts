import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/runtime/temporal/turns.ts';

describe('calls to one workflow', () => {
  it('run one after the other in order, also after a failed one', async () => {
    const inTurn = createTurns();
    let running = 0;
    const order: number[] = [];
    const call = (number: number) =>
      inTurn('one', async () => {
        running += 1;
        expect(running).toBe(1);
        await new Promise(setImmediate);
        running -= 1;
        order.push(number);
        if (number === 1) throw new Error('refused');
      });
    const ends = await Promise.allSettled([0, 1, 2].map(call));
    expect(order).toEqual([0, 1, 2]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('do not wait for calls to another workflow', async () => {
    const inTurn = createTurns();
    const held = Promise.withResolvers<void>();
    const first = inTurn('one', () => held.promise);
    expect(await inTurn('other', async () => 'done')).toBe('done');
    held.resolve();
    await first;
  });

  it('are refused while too many wait, and accepted again later', async () => {
    const inTurn = createTurns(2);
    const held = Promise.withResolvers<void>();
    const waiting = [1, 2, 3].map(() => inTurn('one', () => held.promise));
    await expect(inTurn('one', async () => undefined)).rejects.toMatchObject({
      code: 'engine_unreachable',
      retryAfterSeconds: 1,
    });
    held.resolve();
    await Promise.all(waiting);
    expect(await inTurn('one', async () => 'done')).toBe('done');
  });
});
