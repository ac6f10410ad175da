import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, push, reject, startAuthenticationServer, text } from './support/open-authentication.ts';
import type { AuthenticationServer } from './support/open-authentication.ts';
import { findBrokenReplays } from './support/replay.ts';

const notOpen = { refused: 'transaction_not_open' };
const asked = { maxWrongCodes: 3, callback: true };
let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));
afterAll(() => on.server.stop());

describe('a wrong verification code', () => {
  it('is counted and recorded before it is answered, separately from attempts of a factor', async () => {
    const one = await on.open([push], {}, asked);
    expect(await one.mistype('first')).toEqual({ attemptsLeft: 2 });
    expect(await one.mistype('second', true)).toEqual({ attemptsLeft: 1 });
    expect(await one.answer({ ...accept, factor: 'proof' })).toEqual({
      outcome: { status: 'authenticated' },
      isFirst: true,
    });
    const recorded = on.world.calls(one.id, 'recordAttempt').map(({ work }) => [work.wrongCodes, work.attemptsUsed]);
    expect(recorded).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(on.world.calls(one.id, 'recordOutcome')[0]?.work).toMatchObject({
      wrongCodes: 2,
      attemptsUsed: 2,
      outcome: { status: 'authenticated' },
    });
  });

  it('ends the transaction when it is the last, and later decisions are refused', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([push], { deliverCallback: () => site.promise }, asked);
    for (const left of [2, 1, 0]) expect(await one.mistype()).toEqual({ attemptsLeft: left });
    expect([await one.mistype(), await one.answer(accept)]).toEqual([notOpen, notOpen]);
    site.resolve();
    expect(await one.outcome()).toEqual({ status: 'not_authenticated', reason: 'attempts_exceeded' });
    expect(on.world.calls(one.id, 'recordOutcome').map(({ work }) => work.wrongCodes)).toEqual([3]);
  });

  it('is counted once when its message is repeated', async () => {
    const one = await on.open([push], {}, asked);
    const answers = await Promise.all(Array.from({ length: 8 }, () => one.mistype('same')));
    expect(answers).toEqual(Array.from({ length: 8 }, () => ({ attemptsLeft: 2 })));
    await one.answer(reject);
    expect(on.world.calls(one.id, 'recordAttempt')).toHaveLength(1);
  });

  it('is counted up to the limit of three when sixteen come at once, and a right one meanwhile is accepted once or refused', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([push], { deliverCallback: () => site.promise }, asked);
    const wrong = Array.from({ length: 16 }, (_, index) => one.mistype(`try-${index}`));
    const right = await one.answer(accept);
    const counted = (await Promise.all(wrong)).filter((result) => 'attemptsLeft' in result);
    site.resolve();
    const outcome = await one.outcome();
    expect(counted.length).toBeLessThanOrEqual(3);
    expect(outcome).toEqual(
      counted.length === 3 ? { status: 'not_authenticated', reason: 'attempts_exceeded' } : { status: 'authenticated' },
    );
    expect('outcome' in right).toBe(outcome.status === 'authenticated');
  });

  it('is refused for a transaction that a text message decides', async () => {
    const one = await on.open([text], {}, asked);
    await one.enter(false);
    expect(await one.mistype()).toEqual(notOpen);
    await one.cancel();
  });
});

it('all workflows of this file replay', async () => {
  const histories = await Promise.all(
    on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })),
  );
  expect(histories.length).toBeGreaterThan(4);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
