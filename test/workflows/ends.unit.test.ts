import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accept,
  fingerprint,
  otp,
  pin,
  push,
  reject,
  startAuthenticationServer,
  text,
  timeToLive,
} from './support/open-authentication.ts';
import type { AuthenticationServer, OpenAuthentication } from './support/open-authentication.ts';
import { until } from './support/progress.ts';
import { findBrokenReplays } from './support/replay.ts';
import { closedBy } from './support/recorded-activities.ts';

const { TimeoutType } = proto.temporal.api.enums.v1;
const expired = { status: 'not_authenticated', reason: 'expired' };

/** Milliseconds by which a busy machine may be late. A deadline counted from another start would be at least 100 s later. */
const toleranceMs = 60_000;

/** Milliseconds until a deadline that passes during the first try of a text message, whose limit is 15 s. */
const hangsMs = 14_000;

let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));

afterAll(() => on.server.stop());

/** The times of all events of a kind, in milliseconds after the deadline. */
async function timesOf({ handle, input }: OpenAuthentication, attributes: string): Promise<number[]> {
  const { events } = await handle.fetchHistory();
  const wanted = (events ?? []).filter((event) => (event as unknown as Record<string, unknown>)[attributes]);
  return wanted.map(
    ({ eventTime }) =>
      Number(eventTime?.seconds ?? 0) * 1000 + Math.round((eventTime?.nanos ?? 0) / 1e6) - input.expiresAt,
  );
}

/** The kinds of the timeouts of its activities. */
async function timeoutsOf({ handle }: OpenAuthentication): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskTimedOutEventAttributes: timedOut }) =>
    timedOut ? [timedOut.failure?.timeoutFailureInfo?.timeoutType] : [],
  );
}

/** A failure whose next try comes so many milliseconds later: the server's time skips them. */
function awayFor(nextRetryDelay: number): ApplicationFailure {
  return ApplicationFailure.create({ message: 'away', nextRetryDelay });
}

describe('the deadline', () => {
  it('expires a transaction without an answer', async () => {
    const one = await on.open([push]);
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(toleranceMs);
    expect(on.world.calls(one.id, 'recordOutcome').map((call) => call.work.outcome)).toEqual([expired]);
  });

  it.each([
    ['PUSH', push],
    ['PUSH_WITH_PIN', pin],
    ['PUSH_WITH_FINGERPRINT', fingerprint],
    ['SMS', text],
    ['OTP', otp],
  ] as const)('expires %s, and the site gets its callback', async (method, step) => {
    const one = await on.open([step], {}, { callback: true });
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(toleranceMs);
    expect(on.world.calls(one.id, 'recordOutcome').map(({ work }) => [work.method, work.outcome])).toEqual([
      [method, expired],
    ]);
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
  });

  it('applies to the whole transaction, including the method that it falls back to', async () => {
    const hanging = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open([push, text, otp], {
      dispatchPush: () => hanging.promise,
      dispatchSms: async (_, attempt) => (attempt === 1 ? Promise.reject(awayFor(100_000)) : { sent: false }),
    });
    expect(await one.outcome()).toEqual(expired);
    hanging.resolve({ sent: true });
    const fired = (await timesOf(one, 'timerFiredEventAttributes')).at(-1);
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(toleranceMs);
    expect(on.world.calls(one.id, 'dispatchSms')).toHaveLength(2);
    expect(on.world.calls(one.id, 'recordOutcome').map(({ work }) => work.method)).toEqual(['OTP']);
  });

  it('does not move when the workflow starts late', async () => {
    const expiresAt = (await on.server.now()) + timeToLive;
    await on.server.pass(timeToLive - 120_000);
    const one = await on.open([push], {}, { expiresAt });
    expect(await one.outcome()).toEqual(expired);
    const [fired] = await timesOf(one, 'timerFiredEventAttributes');
    expect(fired).toBeGreaterThanOrEqual(0);
    expect(fired).toBeLessThan(toleranceMs);
  });

  it('expires a transaction whose workflow starts after it: no message is sent, and the site gets its callback', async () => {
    const expiresAt = (await on.server.now()) - 1;
    const one = await on.open([push, text], {}, { expiresAt, callback: true });
    expect(await one.outcome()).toEqual(expired);
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['recordOutcome', 'deliverCallback']);
  });

  it('expires a transaction while a provider does not answer, and no other method is tried', async () => {
    const hanging = Promise.withResolvers<{ sent: boolean }>();
    const one = await on.open(
      [text, push],
      { dispatchSms: () => hanging.promise },
      { expiresAt: (await on.server.now()) + hangsMs },
    );
    await until(() => on.world.calls(one.id, 'dispatchSms').length > 0);
    await on.server.passDuringActivity(hangsMs);
    expect(await one.outcome()).toEqual(expired);
    hanging.resolve({ sent: true });
    const [closed] = await timesOf(one, 'workflowExecutionCompletedEventAttributes');
    expect(closed).toBeGreaterThanOrEqual(0);
    // By the deadline, not by the limit of the try.
    expect(await timeoutsOf(one)).toEqual([TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE]);
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual(['dispatchSms', 'recordOutcome']);
  });

  it('is not waited for when there is no time for another try', async () => {
    const one = await on.open([text], { dispatchSms: async () => Promise.reject(awayFor(timeToLive)) });
    expect(await one.outcome()).toEqual({ status: 'not_authenticated', reason: 'failed_to_send' });
    expect(on.world.calls(one.id, 'dispatchSms')).toHaveLength(1);
    expect((await timesOf(one, 'workflowExecutionCompletedEventAttributes'))[0]).toBeLessThan(0);
  });

  it('has one timer, which a decision cancels', async () => {
    const one = await on.open([push]);
    // An earlier decision needs no timer.
    await until(async () => (await timesOf(one, 'timerStartedEventAttributes')).length > 0);
    await one.answer(accept);
    await one.outcome();
    expect(
      [await timesOf(one, 'timerStartedEventAttributes'), await timesOf(one, 'timerCanceledEventAttributes')].map(
        (times) => times.length,
      ),
    ).toEqual([1, 1]);
  });
});

describe('the record', () => {
  it('is written by an activity when the local activity fails, and the phone is answered only after it', async () => {
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
    await until(() => on.world.calls(one.id, 'recordOutcome').length >= 2);
    expect(answered).toBe(false);
    back.resolve();
    expect(await answer).toEqual({ outcome: { status: 'authenticated' }, isFirst: true });
    const [first, second] = on.world.calls(one.id, 'recordOutcome');
    expect([first?.local, second?.local]).toEqual([true, false]);
    expect(second?.work).toEqual(first?.work);
  });

  it('is retried until it is written, for as long as the database is unavailable', async () => {
    const one = await on.open([push], {
      recordOutcome: async (work, attempt) =>
        on.world.calls(one.id, 'recordOutcome').length > 40
          ? closedBy(work)
          : Promise.reject(new Error(`away ${attempt}`)),
    });
    expect(await one.outcome()).toEqual(expired);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(41);
  });

  it('is written before the callback is made', async () => {
    const one = await on.open(
      [push],
      {
        recordOutcome: async (work) =>
          on.world.calls(one.id, 'recordOutcome').length > 1 ? closedBy(work) : Promise.reject(new Error('away')),
      },
      { callback: true },
    );
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id).map((call) => call.name)).toEqual([
      'dispatchPush',
      'recordOutcome',
      'recordOutcome',
      'deliverCallback',
    ]);
  });
});

describe('an outcome that a lost task has already recorded', () => {
  it('is returned by the workflow and to a later decision', async () => {
    const recorded = { status: 'authenticated' } as const;
    const one = await on.open([push], { recordOutcome: async () => ({ outcome: recorded, isFirst: false }) });
    expect(await one.answer(reject)).toEqual({ outcome: recorded, isFirst: false });
    expect(await one.outcome()).toEqual(recorded);
  });

  it('takes precedence over the deadline', async () => {
    const one = await on.open(
      [push],
      { recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }) },
      { callback: true },
    );
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
  });
});

describe('a workflow that replaces a lost one', () => {
  const cancelled = { status: 'not_authenticated', reason: 'cancelled' } as const;

  it('only records the end and calls the site: it sends nothing, runs no timer and refuses decisions', async () => {
    const writing = Promise.withResolvers<void>();
    const site = Promise.withResolvers<void>();
    const one = await on.open(
      [push, text],
      { recordOutcome: (work) => writing.promise.then(() => closedBy(work)), deliverCallback: () => site.promise },
      { callback: true, end: cancelled },
    );
    await until(() => on.world.calls(one.id, 'recordOutcome').length > 0);
    const decisions = Promise.all([
      one.answer(accept),
      one.enter(true),
      one.resend(),
      one.cancel(),
      one.failFactor(true),
      one.mistype(),
    ]);
    writing.resolve();
    expect(new Set((await decisions).map((decision) => ('refused' in decision ? decision.refused : 'taken')))).toEqual(
      new Set(['transaction_not_open']),
    );
    site.resolve();
    expect(await one.outcome()).toEqual(cancelled);
    expect(
      on.world
        .calls(one.id)
        .map((call) => call.name)
        .filter((name) => name !== 'deliverCallback'),
    ).not.toContain('dispatchPush');
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
    expect(await timesOf(one, 'timerStartedEventAttributes')).toEqual([]);
  });

  it('returns the recorded outcome if there is one', async () => {
    const one = await on.open(
      [push],
      { recordOutcome: async () => ({ outcome: { status: 'authenticated' }, isFirst: false }) },
      { end: cancelled },
    );
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
  });
});

it('all workflows of this file replay', async () => {
  const histories = await Promise.all(
    on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })),
  );
  expect(histories.length).toBeGreaterThan(10);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
