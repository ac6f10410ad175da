import '../../support/quiet-temporal.ts';
import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ApplicationFailure } from '@temporalio/common';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallbackActivities } from '../../../src/activities/mobile-authentication/deliver-callback.ts';
import type { ActivityDeps } from '../../../src/activities/activity-deps.ts';
import { loadConfiguration } from '../../../src/commands/configuration/load-configuration.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { createCallbackSender } from '../../../src/providers/callback/create-callback-sender.ts';
import { createLogger } from '../../../src/runtime/logger.ts';
import { createOrm } from '../../../src/database/orm.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { createReceiver } from '../../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { query } from '../../users/support/rest.ts';

const { endpoints, environment } = useStack();
const day = 24 * 3_600_000;
let orm: MikroORM;
let deliverCallback: ReturnType<typeof createCallbackActivities>['deliverCallback'];
const sender = createCallbackSender({ callbackPrivateAddresses: 'allowed' });

beforeAll(async () => {
  const settings = readEnvironment(environment);
  orm = await createOrm({ ...settings, databasePoolSize: 2 }, new Keyring(settings.keyring));
  const em = () => orm.em.fork();
  const configuration = { current: () => loadConfiguration({ em }) };
  const deps = {
    em,
    clock: () => new Date(),
    random: randomBytes,
    callback: sender,
    configuration,
    log: createLogger('fatal', 'test'),
  };
  ({ deliverCallback } = createCallbackActivities(deps as unknown as ActivityDeps));
});

afterAll(async () => {
  await sender.close();
  await orm.close();
});

/** A transaction with a pending callback to a failing site. Only this test delivers it. */
async function owe(): Promise<string> {
  const receiver = createReceiver(endpoints.sandbox);
  await receiver.behave({ status: 410, times: 1 });
  const phone = await enrollPhone(endpoints);
  const { body } = await createWebsite(endpoints).initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: receiver.url,
    message: 'Hi',
  });
  await phone.answer(body.transaction_id);
  await eventually(async () =>
    (
      await query("select from callback_delivery where transaction_id = $1 and status = 'failed'", [
        body.transaction_id,
      ])
    ).length > 0
      ? true
      : undefined,
  );
  await receiver.behave({ status: 500 });
  await query("update callback_delivery set status = 'pending', replays = 7 where transaction_id = $1", [
    body.transaction_id,
  ]);
  return body.transaction_id;
}

/** The failure of try number `attempt` in a run that began `began` ms ago. */
async function failing(transactionId: string, attempt: number, began: number): Promise<ApplicationFailure> {
  const activity = new MockActivityEnvironment({
    attempt,
    scheduledTimestampMs: Date.now() - began,
    scheduleToCloseTimeoutMs: day,
  });
  return activity.run(deliverCallback, { transactionId, replay: 7 }).then(
    () => Promise.reject(new Error('It was delivered')),
    (error: unknown) => error as ApplicationFailure,
  );
}

const last = async (transactionId: string) =>
  (
    await query<{ attempted_at: Date; next_attempt_at: Date | null }>(
      'select a.* from callback_attempt a join callback_delivery d on d.id = a.delivery_id where d.transaction_id = $1 order by number desc limit 1',
      [transactionId],
    )
  )[0];

describe('a failed try of a callback', () => {
  it.each([
    [1, 1_000, 2_000],
    [4, 8_000, 16_000],
    [30, 1_800_000, 3_600_000],
  ])(
    'number %i asks the Temporal server to wait %i to %i ms, and records the time of the next try',
    async (attempt, least, most) => {
      const id = await owe();
      const failure = await failing(id, attempt, 0);
      expect(failure).toMatchObject({ type: 'callback_failed', nonRetryable: false });
      expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(least);
      expect(failure.nextRetryDelay).toBeLessThanOrEqual(most);
      const tried = await last(id);
      expect(Number(tried?.next_attempt_at) - Number(tried?.attempted_at)).toBeGreaterThanOrEqual(least);
    },
  );

  it('is the last one when the next would be due after 24 hours', async () => {
    const id = await owe();
    expect(await failing(id, 30, day - 1_000_000)).toMatchObject({ type: 'callback_refused', nonRetryable: true });
    expect((await last(id))?.next_attempt_at).toBeNull();
  });

  it('has no effect when a replay has taken over its run', async () => {
    const id = await owe();
    await query('update callback_delivery set replays = 8 where transaction_id = $1', [id]);
    const before = await last(id);
    await new MockActivityEnvironment({ attempt: 2 }).run(deliverCallback, { transactionId: id, replay: 7 });
    expect(await last(id)).toEqual(before);
  });
});
