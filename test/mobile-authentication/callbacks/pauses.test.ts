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
import { createOrm } from '../../../src/runtime/orm.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { createReceiver } from '../../support/callback-receiver.ts';
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
  const deps = { em, clock: () => new Date(), random: randomBytes, callback: sender, configuration, log: createLogger('fatal', 'test') };
  ({ deliverCallback } = createCallbackActivities(deps as unknown as ActivityDeps));
});

afterAll(async () => {
  await sender.close();
  await orm.close();
});

/** A transaction whose callback is owed to a site that fails, and is in the hands of nobody but this test. */
async function owe(): Promise<string> {
  const receiver = createReceiver(endpoints.sandbox);
  await receiver.behave({ status: 410, times: 1 });
  const phone = await enrollPhone(endpoints);
  const { body } = await createWebsite(endpoints).initialise({ type: 'login_with_push', user_id: phone.userId, device_id: phone.deviceId, callback_uri: receiver.url, message: 'Hi' });
  await phone.answer(body.transaction_id);
  await eventually(async () => ((await query("select from callback_delivery where transaction_id = $1 and status = 'failed'", [body.transaction_id])).length > 0 ? true : undefined));
  await receiver.behave({ status: 500 });
  await query("update callback_delivery set status = 'pending', replays = 7 where transaction_id = $1", [body.transaction_id]);
  return body.transaction_id;
}

/** How the nth try of a run ends that began so long ago. */
async function failing(transactionId: string, attempt: number, began: number): Promise<ApplicationFailure> {
  const activity = new MockActivityEnvironment({ attempt, scheduledTimestampMs: Date.now() - began, scheduleToCloseTimeoutMs: day });
  return activity.run(deliverCallback, { transactionId, replay: 7 }).then(
    () => Promise.reject(new Error('It was delivered')),
    (error: unknown) => error as ApplicationFailure,
  );
}

const last = async (transactionId: string) =>
  (await query<{ attempted_at: Date; next_attempt_at: Date | null }>('select a.* from callback_attempt a join callback_delivery d on d.id = a.delivery_id where d.transaction_id = $1 order by number desc limit 1', [transactionId]))[0];

describe('a try of a callback that failed', () => {
  it.each([
    [1, 1_000, 2_000],
    [4, 8_000, 16_000],
    [30, 1_800_000, 3_600_000],
  ])('number %i tells the server to wait from %i to %i ms, and the row when that is', async (attempt, least, most) => {
    const id = await owe();
    const failure = await failing(id, attempt, 0);
    expect(failure).toMatchObject({ type: 'callback_failed', nonRetryable: false });
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(least);
    expect(failure.nextRetryDelay).toBeLessThanOrEqual(most);
    const tried = await last(id);
    expect(Number(tried?.next_attempt_at) - Number(tried?.attempted_at)).toBeGreaterThanOrEqual(least);
  });

  it('is the last one when the next would come after the day', async () => {
    const id = await owe();
    expect(await failing(id, 30, day - 1_000_000)).toMatchObject({ type: 'callback_refused', nonRetryable: true });
    expect((await last(id))?.next_attempt_at).toBeNull();
  });

  it('of a run that a replay took over does nothing', async () => {
    const id = await owe();
    await query('update callback_delivery set replays = 8 where transaction_id = $1', [id]);
    const before = await last(id);
    await new MockActivityEnvironment({ attempt: 2 }).run(deliverCallback, { transactionId: id, replay: 7 });
    expect(await last(id)).toEqual(before);
  });
});
