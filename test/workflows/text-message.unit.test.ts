import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, push, startAuthenticationServer, text, timeToLive } from './support/open-authentication.ts';
import type { AuthenticationServer } from './support/open-authentication.ts';
import { accepted, until } from './support/progress.ts';
import { findBrokenReplays } from './support/replay.ts';

const notOpen = { refused: 'transaction_not_open' };
const unlimited = { ...text, maxAttempts: 0 };
let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));
afterAll(() => on.server.stop());

function failed(reason: string) {
  return { status: 'not_authenticated', reason };
}

describe('an entered code', () => {
  it('authenticates when it is correct', async () => {
    const one = await on.open([text]);
    expect(await one.enter(true, 'the-attempt')).toEqual({ verdict: 'right', attemptsLeft: 2 });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'recordOutcome').map((call) => call.work)).toEqual([
      {
        transactionId: one.id,
        method: 'SMS',
        outcome: { status: 'authenticated' },
        attemptsUsed: 1,
        resendsUsed: 0,
        evidence: {
          update: 'verifyCode',
          said: { workflowId: one.id, messageId: 'the-attempt', correct: true, seal: expect.any(String) },
        },
        tellsSite: true,
      },
    ]);
  });

  it('is counted when it is wrong, and the last wrong one locks the transaction', async () => {
    const one = await on.open([text], {}, { callback: true });
    expect(await one.enter(false)).toEqual({ verdict: 'wrong', attemptsLeft: 2 });
    expect(await one.enter(false)).toEqual({ verdict: 'wrong', attemptsLeft: 1 });
    expect(await one.enter(false)).toEqual({ verdict: 'locked', attemptsLeft: 0 });
    expect(await one.outcome()).toEqual(failed('attempts_exceeded'));
    expect(on.world.calls(one.id, 'recordAttempt').map((call) => call.work.attemptsUsed)).toEqual([1, 2]);
    expect(on.world.calls(one.id, 'recordOutcome').map((call) => call.work.attemptsUsed)).toEqual([3]);
  });

  it('is refused when it is correct after the lock', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open(
      [{ ...text, maxAttempts: 1 }],
      { deliverCallback: () => site.promise },
      { callback: true },
    );
    await one.enter(false);
    expect(await one.enter(true)).toEqual(notOpen);
    site.resolve();
    expect(await one.outcome()).toEqual(failed('attempts_exceeded'));
  });

  it('can be wrong any number of times when attempts are unlimited', async () => {
    const one = await on.open([unlimited]);
    for (let time = 0; time < 12; time += 1)
      expect(await one.enter(false)).toEqual({ verdict: 'wrong', attemptsLeft: null });
    expect(await one.enter(true)).toEqual({ verdict: 'right', attemptsLeft: null });
    expect(on.world.calls(one.id, 'recordOutcome')[0]?.work.attemptsUsed).toBe(13);
  });

  it('is counted once when its message is repeated', async () => {
    const one = await on.open([text]);
    for (let time = 0; time < 3; time += 1)
      expect(await one.enter(false, 'twice')).toEqual({ verdict: 'wrong', attemptsLeft: 2 });
    await one.cancel();
  });

  it('is counted when its recording fails', async () => {
    const one = await on.open([text], { recordAttempt: async () => Promise.reject(new Error('away')) });
    expect(await one.enter(false)).toEqual({ verdict: 'wrong', attemptsLeft: 2 });
    await one.enter(false);
    await one.enter(false);
    expect(await one.outcome()).toEqual(failed('attempts_exceeded'));
    expect(on.world.calls(one.id, 'recordOutcome')[0]?.work.attemptsUsed).toBe(3);
  });

  it('is refused beyond the limit when many are entered at once', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([text], { deliverCallback: () => site.promise }, { callback: true });
    const guesses = await Promise.all([false, false, false, true, true, false].map((correct) => one.enter(correct)));
    site.resolve();
    const outcome = await one.outcome();
    expect(guesses.filter((guess) => 'verdict' in guess).length).toBeLessThanOrEqual(3);
    expect(guesses.some((guess) => 'verdict' in guess && guess.verdict === 'right')).toBe(
      outcome.status === 'authenticated',
    );
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });
});

describe('a decision during the dispatch of the message', () => {
  it('waits for the dispatch, then counts', async () => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text], { dispatchSms: () => sending.promise });
    const entered = one.enter(true);
    await until(() => on.world.calls(one.id, 'dispatchSms').length > 0);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(0);
    sending.resolve({ sent: true });
    expect(await entered).toEqual({ verdict: 'right', attemptsLeft: 2 });
  });

  it('is refused when the message cannot be sent', async () => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text], { dispatchSms: () => sending.promise });
    const decisions = Promise.all([one.enter(true), one.resend()]);
    await accepted(one.handle, 2);
    sending.resolve({ sent: false });
    expect(await decisions).toEqual([notOpen, notOpen]);
    expect(await one.outcome()).toEqual(failed('failed_to_send'));
  });

  it('of the app is refused when the transaction falls back to a text message', async () => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([push, text], {
      dispatchPush: async () => ({ sent: false }),
      dispatchSms: () => sending.promise,
    });
    const decision = one.answer(accept);
    await accepted(one.handle, 1);
    sending.resolve({ sent: true });
    expect(await decision).toEqual(notOpen);
    expect(await one.enter(true)).toMatchObject({ verdict: 'right' });
  });

  it.each([
    ['wrong ones, then the right one', [false, false, false, true]],
    ['right ones', [true, true, true]],
  ])('is refused beyond the limit: %s', async (_, guesses) => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text], { dispatchSms: () => sending.promise }, { callback: true });
    const entered: ReturnType<typeof one.enter>[] = [];
    for (const [index, correct] of guesses.entries()) {
      entered.push(one.enter(correct));
      await accepted(one.handle, index + 1);
    }
    sending.resolve({ sent: true });
    const results = await Promise.all(entered);
    if (guesses[0]) expect(results).toEqual([{ verdict: 'right', attemptsLeft: 2 }, notOpen, notOpen]);
    else expect(results.at(-1)).toEqual(notOpen);
    expect(await one.outcome()).toEqual(guesses[0] ? { status: 'authenticated' } : failed('attempts_exceeded'));
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });
});

describe('a resend', () => {
  it('sends the same message again until the limit', async () => {
    const one = await on.open([text]);
    expect(await one.resend()).toEqual({ verdict: 'sent', resendsLeft: 1 });
    expect(await one.resend()).toEqual({ verdict: 'sent', resendsLeft: 0 });
    expect(await one.resend()).toEqual({ verdict: 'limit_reached', resendsLeft: 0 });
    expect(on.world.calls(one.id, 'dispatchSms').map((call) => call.work)).toEqual(
      [0, 1, 2].map((send) => ({ transactionId: one.id, step: 0, last: true, send })),
    );
    expect(await one.enter(true)).toMatchObject({ verdict: 'right' });
    expect(on.world.calls(one.id, 'recordOutcome')[0]?.work.resendsUsed).toBe(2);
  });

  it('applies to the text message that a push fell back to', async () => {
    const one = await on.open([push, text], { dispatchPush: async () => ({ sent: false }) });
    expect(await one.resend()).toEqual({ verdict: 'sent', resendsLeft: 1 });
    expect(on.world.calls(one.id, 'dispatchSms').map((call) => [call.work.step, call.work.send])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    await one.cancel();
  });

  it('is refused beyond the limit when many are requested at once', async () => {
    const one = await on.open([text]);
    const results = await Promise.all(Array.from({ length: 6 }, () => one.resend()));
    const verdicts = results.map((result) => ('verdict' in result ? result.verdict : result.refused));
    expect(verdicts.toSorted()).toEqual([
      'limit_reached',
      'limit_reached',
      'limit_reached',
      'limit_reached',
      'sent',
      'sent',
    ]);
    expect(new Set(on.world.calls(one.id, 'dispatchSms').map((call) => call.work.send))).toEqual(new Set([0, 1, 2]));
    await one.cancel();
  });

  it('reports a refusal by the provider, and the first code stays valid', async () => {
    const one = await on.open([text], { dispatchSms: async ({ send }) => ({ sent: send === 0 }) });
    expect(await one.resend()).toEqual({ verdict: 'not_sent', resendsLeft: 1 });
    expect(await one.enter(true)).toMatchObject({ verdict: 'right' });
  });

  it('does not move the deadline, and is refused after it', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([text], { deliverCallback: () => site.promise }, { callback: true });
    await on.server.pass(timeToLive - 60_000);
    expect(await one.resend()).toMatchObject({ verdict: 'sent' });
    await on.server.pass(61_000);
    await until(() => on.world.calls(one.id, 'deliverCallback').length > 0);
    expect([await one.resend(), await one.enter(true)]).toEqual([notOpen, notOpen]);
    site.resolve();
    expect(await one.outcome()).toEqual(failed('expired'));
  });

  it('is counted once when its activity is retried', async () => {
    const one = await on.open([text], {
      dispatchSms: async ({ send }, attempt) =>
        send === 1 && attempt < 3 ? Promise.reject(new Error('the database is away')) : { sent: true },
    });
    const resent = one.resend();
    await until(() => on.world.calls(one.id, 'dispatchSms').length >= 2);
    await on.server.pass(5_000);
    expect(await resent).toEqual({ verdict: 'sent', resendsLeft: 1 });
    expect(on.world.calls(one.id, 'dispatchSms').map((call) => [call.work.send, call.attempt])).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    await one.cancel();
  });
});

it('all workflows of this file replay', async () => {
  const histories = await Promise.all(
    on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })),
  );
  expect(histories.length).toBeGreaterThan(10);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
