import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, push, startAuthenticationServer } from './support/open-authentication.ts';
import type { AuthenticationServer } from './support/open-authentication.ts';
import { until } from './support/progress.ts';
import { findBrokenReplays } from './support/replay.ts';
import { closedBy } from './support/recorded-activities.ts';
import type { Behaviour } from './support/recorded-activities.ts';

const hour = 3_600_000;
/** Milliseconds by which a busy machine may be late. */
const toleranceMs = 60_000;
let on: AuthenticationServer;

beforeAll(async () => void (on = await startAuthenticationServer()));

afterAll(() => on.server.stop());

describe('the callback', () => {
  it('is not made for a transaction without one', async () => {
    const one = await on.open([push]);
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(0);
  });

  it('is tried for 24 hours with growing pauses, then its failure is recorded', async () => {
    const one = await on.open(
      [push],
      { deliverCallback: async () => Promise.reject(ApplicationFailure.retryable('503', 'callback_failed')) },
      { callback: true },
    );
    await one.answer(accept);
    const began = await on.server.now();
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    const tries = on.world.calls(one.id, 'deliverCallback').map((call) => call.scheduledAt - began);
    const distances = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    // The second try has the time of the first. A pause starts when a try has failed, which a busy machine delays.
    for (const [index, distance] of distances.slice(1).entries()) {
      const pause = Math.min(2_000 * 2 ** index, hour);
      expect(distance).toBeGreaterThanOrEqual(pause);
      expect(distance).toBeLessThan(pause + toleranceMs);
    }
    expect(tries.at(-1)).toBeGreaterThan(22 * hour);
    expect(tries.at(-1)).toBeLessThanOrEqual(24 * hour + toleranceMs);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });

  it('is not tried again after it was delivered', async () => {
    const one = await on.open(
      [push],
      { deliverCallback: async (_, attempt) => (attempt < 3 ? Promise.reject(new Error('503')) : undefined) },
      { callback: true },
    );
    await one.answer(accept);
    await one.outcome();
    expect(on.world.calls(one.id, 'deliverCallback').map((call) => call.attempt)).toEqual([1, 2, 3]);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(0);
  });

  it('is not tried again after a permanent refusal', async () => {
    const one = await on.open(
      [push],
      { deliverCallback: async () => Promise.reject(ApplicationFailure.nonRetryable('410', 'callback_refused')) },
      { callback: true },
    );
    await one.answer(accept);
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'deliverCallback')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
  });

  it('is given up when an operator cancels the workflow during the recording of the outcome, which is kept', async () => {
    const writing = Promise.withResolvers<void>();
    const recordOutcome: Behaviour['recordOutcome'] = (work) => writing.promise.then(() => closedBy(work));
    const one = await on.open(
      [push],
      { recordOutcome, deliverCallback: async () => Promise.reject(new Error('503')) },
      { callback: true },
    );
    const answer = one.answer(accept);
    await until(() => on.world.calls(one.id, 'recordOutcome').length > 0);
    await one.cancelInTemporal();
    writing.resolve();
    expect(await answer).toEqual({ outcome: { status: 'authenticated' }, isFirst: true });
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
  });

  it('is given up when an operator cancels the workflow during its tries, and the failure is recorded', async () => {
    const one = await on.open(
      [push],
      { deliverCallback: async () => Promise.reject(new Error('503')) },
      { callback: true },
    );
    await one.answer(accept);
    await until(() => on.world.calls(one.id, 'deliverCallback').length > 0);
    await one.cancelInTemporal();
    expect(await one.outcome()).toEqual({ status: 'authenticated' });
    expect(on.world.calls(one.id, 'recordCallbackFailure')).toHaveLength(1);
    expect(on.world.calls(one.id, 'recordOutcome')).toHaveLength(1);
  });
});

it('all workflows of this file replay', async () => {
  const histories = await Promise.all(
    on.opened.map(async ({ id, handle }) => ({ workflowId: id, history: await handle.fetchHistory() })),
  );
  expect(histories.length).toBeGreaterThan(5);
  expect(await findBrokenReplays(on.server.workflowBundle, histories)).toEqual([]);
});
