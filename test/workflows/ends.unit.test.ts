import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, fingerprint, otp, pin, push, reject, startAuthenticationServer, text, timeToLive } from './support/open-authentication.ts';
import type { AuthenticationServer, OpenAuthentication } from './support/open-authentication.ts';
import { until } from './support/progress.ts';
import { findBrokenReplays } from './support/replay.ts';
import { closedBy } from './support/recorded-activities.ts';
import type { Behaviour } from './support/recorded-activities.ts';

const expired = { status: 'not_authenticated', reason: 'expired' };
const hour = 3_600_000;
/** Milliseconds that a busy machine may need for what is due. A deadline counted from anything else would come 2.5 s later and more. */
const promptly = 2_000;
let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));
afterAll(() => on.server.stop());

/** When each event of a kind happened, in milliseconds after the deadline. */
async function timesOf({ handle, input }: OpenAuthentication, attributes: string): Promise<number[]> {
  const { events } = await handle.fetchHistory();
  const wanted = (events ?? []).filter((event) => (event as unknown as Record<string, unknown>)[attributes]);
  return wanted.map(({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1000 + Math.round((eventTime?.nanos ?? 0) / 1e6) - input.expiresAt);
}

describe('the deadline', () => {
  it('is absolute: nobody answered, and it expires then', async () => {
    const one = await on.open([push]);
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(promptly);
    expect(on.world.calls(one.id, 'recordOutcome').map((call) => call.work.outcome)).toEqual([expired]);
  });

  it.each([['PUSH', push], ['PUSH_WITH_PIN', pin], ['PUSH_WITH_FINGERPRINT', fingerprint], ['SMS', text], ['OTP', otp]] as const)('ends %s when it comes, and the site is told', async (method, step) => {
    const one = await on.open([step], {}, { callback: true });
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(promptly);
    expect(on.world.calls(one.id, 'recordOutcome').map(({ work }) => [work.method, work.outcome])).toEqual([[method, expired]]);
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
  });

  it('is that of the whole when a method falls back after some of it has passed', async () => {
    const hanging = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([push, text], { dispatchPush: () => hanging.promise });
    expect(await one.outcome()).toEqual(expired);
    hanging.resolve({ sent: true });
    expect((await timesOf(one, 'timerFiredEventAttributes')).at(-1)).toBeLessThan(promptly);
    expect(on.world.calls(one.id, 'recordOutcome').map(({ work }) => work.method)).toEqual(['SMS']);
  });

  it('stays where it is when the workflow starts late', async () => {
    const expiresAt = (await on.server.now()) + timeToLive;
    await on.server.pass(timeToLive - 20_000);
    const one = await on.open([push], {}, { expiresAt });
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(promptly);
  });

  it('is over when the workflow starts after it: nothing is sent, and the site is told', async () => {
    const expiresAt = (await on.server.now()) - 1;
    const one = await on.open([push, text], {}, { expiresAt, callback: true });
    expect(await one.outcome()).toEqual(expired);
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['recordOutcome', 'deliverCallback']);
  });

  it('holds while a provider does not answer, and nothing further begins after it', async () => {
    const hanging = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([text, push], { dispatchSms: () => hanging.promise }, { expiresAt: (await on.server.now()) + 2_500 });
    expect(await one.outcome()).toEqual(expired);
    hanging.resolve({ sent: true });
    const [closed] = await timesOf(one, 'workflowExecutionCompletedEventAttributes');
    expect(closed).toBeGreaterThanOrEqual(0);
    // A try that was not cut off at the deadline would end 12 s after it.
    expect(closed).toBeLessThan(10_000);
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['dispatchSms', 'recordOutcome']);
  });

  it('is not waited for when no further try can come before it', async () => {
    const one = await on.open([text], { dispatchSms: async () => Promise.reject(new Error('away')) }, { expiresAt: (await on.server.now()) + 2_500 });
    expect(await one.outcome()).toEqual({ status: 'not_authenticated', reason: 'failed_to_send' });
    expect(on.world.calls(one.id, 'dispatchSms').length).toBeLessThan(4);
    expect((await timesOf(one, 'workflowExecutionCompletedEventAttributes'))[0]).toBeLessThan(0);
  });

  it('ends one timer: a decision leaves none behind', async () => {
    const one = await on.open([push]);
    await one.answer(accept);
    await one.outcome();
    expect([await timesOf(one, 'timerStartedEventAttributes'), await timesOf(one, 'timerCanceledEventAttributes')].map((times) => times.length)).toEqual([1, 1]);
  });
});

describe('the record', () => {
  it('is written by a durable activity when it could not be written at once, and nobody is answered before', async () => {
    const back = Promise.withResolvers<void>();
    const one = await on.open([push], {
      recordOutcome: async (work) => {
        if (on.world.calls(one.id, 'recordOutcome').length < 2) throw new Error('the database is away');
        await back.promise;
        return closedBy(work);
      },
    });
    let answered = false;
    const answer = one.answer(accept).finally(() => (answered = true));
    await until(() => on.world.calls(one.id, 'recordOutcome').length === 2);
    expect(answered).toBe(false);
    back.resolve();
    expect(await answer).toEqual({ outcome: { status: 'authenticated' } });
    const [first, second] = on.world.calls(one.id, 'recordOutcome');
    expect([first?.local, second?.local]).toEqual([true, false]);
    expect(second?.work).toEqual(first?.work);
  });

  it('is tried until it stands, however long the database is away', async () => {
    const one = await on.open([push], { recordOutcome: async (work, attempt) => (on.world.calls(one.id, 'recordOutcome').length > 40 ? closedBy(work) : Promise.reject(new Error(`away ${attempt}`))) });
    expect(await one.outcome()).toEqual(expired);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(41);
  });

  it('is written before the site is told', async () => {
    const one = await on.open([push], { recordOutcome: async (work) => (on.world.calls(one.id, 'recordOutcome').length > 1 ? closedBy(work) : Promise.reject(new Error('away'))) }, { callback: true });
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['dispatchPush', 'recordOutcome', 'recordOutcome', 'deliverCallback']);
  });
});

describe('a record that stands already, because the task that wrote it was lost', () => {
  it('is right: the workflow and whoever decides now hear what it says', async () => {
    const recorded = { status: 'authenticated' } as const;
    const one = await on.open([push], { recordOutcome: async () => ({ outcome: recorded, isFirst: false }) });
    expect(await one.answer(reject)).toEqual({ outcome: recorded });
    expect(await one.outcome()).toEqual(recorded);
  });

  it('is right against the deadline too', async () => {
    const one = await on.open([push], { recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }) }, { callback: true });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
  });
});

describe('one whose workflow was lost', () => {
  const cancelled = { status: 'not_authenticated', reason: 'cancelled' } as const;

  it('is only written down and told: nothing is sent, no timer runs, nobody decides', async () => {
    const writing = Promise.withResolvers<void>();
    const one = await on.open([push, text], { recordOutcome: (work) => writing.promise.then(() => closedBy(work)) }, { callback: true, end: cancelled });
    await until(() => on.world.calls(one.id, 'recordOutcome').length > 0);
    const decisions = Promise.all([one.answer(accept), one.enter(true), one.resend(), one.cancel(), one.failFactor(true), one.mistype()]);
    writing.resolve();
    expect(new Set((await decisions).map((decision) => ('refused' in decision ? decision.refused : 'taken')))).toEqual(new Set(['transaction_not_open']));
    expect(await one.outcome()).toEqual(cancelled);
    expect(on.world.calls(one.id).map((call) => call.name).filter((name) => name !== 'deliverCallback')).not.toContain('dispatchPush');
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
    expect(await timesOf(one, 'timerStartedEventAttributes')).toEqual([]);
  });

  it('is as the record says, when there is one', async () => {
    const one = await on.open([push], { recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }) }, { end: cancelled });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
  });
});

describe('the callback', () => {
  it('is not made for a transaction that has none', async () => {
    const one = await on.open([push]);
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(0);
  });

  it('is tried for 24 hours, at growing distances, then its failure is recorded', async () => {
    const one = await on.open([push], { deliverCallback: async () => Promise.reject(ApplicationFailure.retryable('503', 'callback_failed')) }, { callback: true });
    await one.answer(accept);
    const began = await on.server.now();
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    const tries = on.world.calls(one.id, 'deliverCallback').map((call) => call.scheduledAt - began);
    const distances = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    // The second try carries the time of the first. The pause begins when a try has failed, which takes a busy machine its time.
    expect(distances.slice(1, 6).map((distance) => 2 ** Math.floor(Math.log2(distance / 1000)))).toEqual([2, 4, 8, 16, 32]);
    expect(Math.max(...distances)).toBeLessThan(hour + 5_000);
    expect(tries.at(-1)).toBeGreaterThan(22 * hour);
    expect(tries.at(-1)).toBeLessThanOrEqual(24 * hour + 5_000);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });

  it('is over as soon as it was taken', async () => {
    const one = await on.open([push], { deliverCallback: async (_, attempt) => (attempt < 3 ? Promise.reject(new Error('503')) : undefined) }, { callback: true });
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id, 'deliverCallback').map((call) => call.attempt)).toEqual([1, 2, 3]);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(0);
  });

  it('is given up at once when it can never be delivered', async () => {
    const one = await on.open([push], { deliverCallback: async () => Promise.reject(ApplicationFailure.nonRetryable('410', 'callback_refused')) }, { callback: true });
    await one.answer(accept);
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
  });

  it('is given up when an operator cancels while the record is being written, which stands nevertheless', async () => {
    const writing = Promise.withResolvers<void>();
    const recordOutcome: Behaviour['recordOutcome'] = (work) => writing.promise.then(() => closedBy(work));
    const one = await on.open([push], { recordOutcome, deliverCallback: async () => Promise.reject(new Error('503')) }, { callback: true });
    const answer = one.answer(accept);
    await until(() => on.world.calls(one.id, 'recordOutcome').length > 0);
    await one.cancelInTemporal();
    writing.resolve();
    expect(await answer).toEqual({ outcome: { status: 'authenticated' } });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
  });

  it('is given up when an operator cancels the workflow meanwhile, and that is recorded', async () => {
    const one = await on.open([push], { deliverCallback: async () => Promise.reject(new Error('503')) }, { callback: true });
    await one.answer(accept);
    await until(() => on.world.calls(one.id, 'deliverCallback').length > 0);
    await one.cancelInTemporal();
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });
});

it('is the same under replay', async () => {
  const histories = await Promise.all(on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })));
  expect(histories.length).toBeGreaterThan(10);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
