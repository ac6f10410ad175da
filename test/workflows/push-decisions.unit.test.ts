import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerDecision } from '../../src/domain/mobile-authentication/evidence.ts';
import { accept, notMe, push, reject, startAuthenticationServer, text } from './support/open-authentication.ts';
import type { AuthenticationServer } from './support/open-authentication.ts';
import { until } from './support/progress.ts';
import { findBrokenReplays } from './support/replay.ts';

const notOpen = { refused: 'transaction_not_open' };
let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));
afterAll(() => on.server.stop());

function failed(reason: string) {
  return { status: 'not_authenticated', reason };
}

describe('a push that takes longer than its limit', () => {
  it('is sent with an extra wait', async () => {
    const sent = Promise.withResolvers<void>();
    const dispatchPush = async () => {
      await sleep(3_000);
      sent.resolve();
      return { sent: true };
    };
    const one = await on.open([push], { dispatchPush }, { extraWaitMs: 120_000 });
    await sent.promise;
    expect(await one.answer(accept)).toEqual({ outcome: { status: 'authenticated' }, isFirst: true });
  });
});

describe('a decision of the app', () => {
  it.each([
    ['accept', accept, { status: 'authenticated' }],
    ['reject', reject, failed('not_accepted')],
    ['not me', notMe, failed('reported_by_user')],
  ])(
    '%s: ends the transaction, and is recorded with its evidence before the phone is answered',
    async (_, decision, outcome) => {
      const one = await on.open([push]);
      expect(await one.answer(decision, 'message-1')).toEqual({ outcome, isFirst: true });
      const calls = on.world.calls(one.id);
      expect(calls.map((call) => [call.name, call.local])).toEqual([
        ['dispatchPush', true],
        ['recordOutcome', true],
      ]);
      expect(calls[0]?.work).toEqual({ transactionId: one.id, step: 0, last: true });
      expect(calls[1]?.work).toMatchObject({
        transactionId: one.id,
        method: 'PUSH',
        outcome,
        attemptsUsed: 0,
        resendsUsed: 0,
        evidence: { update: 'answer', said: { workflowId: one.id, messageId: 'message-1', ...decision } },
      });
      expect(await one.outcome()).toEqual(outcome);
    },
  );

  it('counts once when the message is repeated', async () => {
    const one = await on.open([push]);
    const answers = await Promise.all([one.answer(accept, 'twice'), one.answer(accept, 'twice')]);
    answers.push(await one.answer(accept, 'twice'));
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ outcome: { status: 'authenticated' }, isFirst: true })));
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });

  it('is refused after the first, also during the callback', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([push], { deliverCallback: () => site.promise }, { callback: true });
    await one.answer(reject);
    expect(await one.answer(accept)).toEqual(notOpen);
    expect(await one.cancel()).toEqual(notOpen);
    expect(await one.enter(true)).toEqual(notOpen);
    site.resolve();
    expect(await one.outcome()).toEqual(failed('not_accepted'));
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });

  it('is accepted for one of sixteen at once, whose signature is recorded', async () => {
    const site = Promise.withResolvers<void>();
    const one = await on.open([push], { deliverCallback: () => site.promise }, { callback: true });
    const decisions = Array.from({ length: 16 }, (_, index) => ({
      ...(index % 2 ? accept : reject),
      signature: `e30..${index}`,
    }));
    const results = await Promise.all(decisions.map((decision) => one.answer(decision)));
    site.resolve();
    const winner = results.findIndex((result) => 'outcome' in result);
    expect(results.filter((result) => 'outcome' in result)).toHaveLength(1);
    const recorded = on.world.calls(one.id, 'recordOutcome');
    expect(recorded.map(({ work }) => (work.evidence?.said as AnswerDecision | undefined)?.signature)).toEqual([
      `e30..${winner}`,
    ]);
    expect((await one.outcome()).status).toBe(winner % 2 ? 'authenticated' : 'not_authenticated');
  });

  it('is not accepted as a code, nor a code as a decision of the app', async () => {
    const one = await on.open([push]);
    await one.answer(accept);
    const other = await on.open([push]);
    expect([await other.enter(true), await other.resend()]).toEqual([notOpen, notOpen]);
    await other.cancel();
  });
});

describe('a cancellation', () => {
  it('ends a transaction that waits for the app', async () => {
    const one = await on.open([push]);
    expect(await one.cancel()).toEqual({ outcome: failed('cancelled') });
    expect(on.world.calls(one.id, 'recordOutcome')[0]?.work).toMatchObject({
      outcome: failed('cancelled'),
      method: 'PUSH',
    });
    expect(await one.outcome()).toEqual(failed('cancelled'));
  });

  it('ends a transaction whose message is being sent, and no other message is sent', async () => {
    const sending = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text, push], { dispatchSms: () => sending.promise });
    await until(() => on.world.calls(one.id, 'dispatchSms').length > 0);
    expect(await one.cancel()).toEqual({ outcome: failed('cancelled') });
    expect(await one.cancel()).toEqual(notOpen);
    sending.resolve({ sent: false });
    expect(await one.outcome()).toEqual(failed('cancelled'));
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['dispatchSms', 'recordOutcome']);
  });

  it('takes effect once when it is sent several times at once', async () => {
    const one = await on.open([push], {}, { callback: true });
    const results = await Promise.all(
      [one.cancel(), one.cancel(), one.cancel()].map((cancelled) => cancelled.catch(() => notOpen)),
    );
    expect(results.filter((result) => 'outcome' in result)).toHaveLength(1);
    await one.outcome();
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });

  it.each(['waiting', 'sending'])(
    'by an operator in Temporal while %s is recorded, and the site gets its callback',
    async (phase) => {
      const sending = Promise.withResolvers<{ sent: boolean }>();
      if (phase === 'waiting') sending.resolve({ sent: true });
      const one = await on.open([text], { dispatchSms: () => sending.promise }, { callback: true });
      if (phase === 'waiting') await one.enter(false);
      await until(() => on.world.calls(one.id, 'dispatchSms').length > 0);
      await one.cancelInTemporal();
      expect(await one.outcome()).toEqual(failed('cancelled'));
      sending.resolve({ sent: true });
      expect(on.world.calls(one.id, 'recordOutcome').map((call) => call.work.outcome)).toEqual([failed('cancelled')]);
      expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
    },
  );
});

describe('a push that cannot be sent', () => {
  it.each([
    ['refused', async () => ({ sent: false })],
    ['failing', async () => Promise.reject(new Error('broken'))],
  ])('falls back to a text message whose code decides, when %s', async (_, dispatchPush) => {
    const one = await on.open([push, text], { dispatchPush });
    expect(await one.answer(accept)).toEqual(notOpen);
    expect(await one.enter(true)).toEqual({ verdict: 'right', attemptsLeft: 2 });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    const calls = on.world.calls(one.id);
    expect(calls.map((call) => [call.name, call.local])).toEqual([
      ['dispatchPush', true],
      ['dispatchSms', false],
      ['recordOutcome', true],
    ]);
    expect(calls.slice(0, 2).map((call) => call.work)).toEqual([
      { transactionId: one.id, step: 0, last: false },
      { transactionId: one.id, step: 1, last: true, send: 0 },
    ]);
    expect(calls[2]?.work).toMatchObject({ method: 'SMS', attemptsUsed: 1 });
  });

  it('falls back when the provider takes longer than the limit for a push', async () => {
    const late = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([push, text], { dispatchPush: () => late.promise });
    expect(await one.enter(true)).toMatchObject({ verdict: 'right' });
    late.resolve({ sent: true });
  });

  it('ends as failed_to_send without a fallback, or when the fallback fails as well', async () => {
    const nothing = async () => ({ sent: false });
    for (const steps of [[push], [push, text]]) {
      const one = await on.open(steps, { dispatchPush: nothing, dispatchSms: nothing });
      expect(await one.outcome()).toEqual(failed('failed_to_send'));
      expect(on.world.calls(one.id, 'recordOutcome')[0]?.work).toMatchObject({
        outcome: failed('failed_to_send'),
        method: steps.at(-1)?.method,
      });
    }
  });
});

it('all workflows of this file replay', async () => {
  const histories = await Promise.all(
    on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })),
  );
  expect(histories.length).toBeGreaterThan(10);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
