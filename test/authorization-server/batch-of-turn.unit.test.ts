import { describe, expect, it } from 'vitest';
import { batchOfTurn } from '../../src/database/batch-of-turn.ts';

/** Doubles numbers, and keeps which were asked for at once. */
function doubling() {
  const asked: number[][] = [];
  const ask = batchOfTurn(async (numbers: readonly number[]) => {
    asked.push([...numbers]);
    if (numbers.includes(13)) throw new Error('no number');
    return new Map(numbers.map((number) => [number, number * 2]));
  });
  return { asked, ask };
}

describe('what is asked for in one turn of the event loop', () => {
  it('is done at once, and each caller finds its own in the result', async () => {
    const { asked, ask } = doubling();
    const [one, two] = await Promise.all([ask(1), ask(2)]);
    expect(asked).toEqual([[1, 2]]);
    expect([one.get(1), two.get(2)]).toEqual([2, 4]);
  });

  it('is not done with what is asked for later', async () => {
    const { asked, ask } = doubling();
    await ask(1);
    await ask(2);
    expect(asked).toEqual([[1], [2]]);
  });

  it('fails for each caller, and for none of the next turn', async () => {
    const { ask } = doubling();
    const both = await Promise.allSettled([ask(12), ask(13)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await ask(4)).get(4)).toBe(8);
  });
});
