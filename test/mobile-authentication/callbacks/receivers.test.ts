import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import type { Instance } from '../../../dev/parts/instance.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { signInAll } from '../../admin/support/admin-api.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { createReceiver } from '../../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { basic, createWebsite } from '../../support/website.ts';
import { isSignedBy } from './is-signed-by.ts';

const { endpoints } = useStack();
const timeoutMs = 60_000;
let instance: Instance;
let where: Endpoints;
let database: pg.Pool;

beforeAll(async () => {
  instance = await createSeededInstance();
  const server = await instance.startServer();
  where = { ...endpoints, api: server.url, postgres_url: instance.environment['COUNTERSIGN_DATABASE_URL'] as string };
  database = new pg.Pool({ connectionString: where.postgres_url, max: 2 });
});

afterAll(async () => {
  await database.end();
  await instance.stop();
});

const newReceiver = () => createReceiver(endpoints.sandbox);

/** Approves a transaction, so that its callback is due. @returns the transaction id. */
async function approve(callbackUri: string, at: Endpoints = where): Promise<string> {
  const phone = await enrollPhone(at);
  const { body } = await createWebsite(at).initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Hi',
  });
  expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
  return body.transaction_id as string;
}

interface Delivery {
  id: string;
  status: string;
  attempts: number;
  last_http_status: number | null;
  last_failure: string | null;
}

async function delivery(transactionId: string): Promise<Delivery | undefined> {
  return (
    await database.query<Delivery>(
      'select id, status, attempts, last_http_status, last_failure from callback_delivery where transaction_id = $1',
      [transactionId],
    )
  ).rows[0];
}

/** Waits until the delivery satisfies the predicate. */
function deliveryThat(transactionId: string, isWanted: (delivery: Delivery) => boolean): Promise<Delivery> {
  return eventually(async () => {
    const found = await delivery(transactionId);
    return found && isWanted(found) ? found : undefined;
  }, timeoutMs);
}

describe.concurrent('a receiver', () => {
  it(
    'gets the same callback again after it failed twice: one id, credentials and a signature over the time of each try',
    { timeout: 120_000 },
    async () => {
      const receiver = newReceiver();
      const secret = `whsec_${randomBytes(32).toString('base64')}`;
      const made = await createConfigurationApi(where).post('/callback-endpoints', {
        url: receiver.url,
        username: 'shop',
        password: 'long enough: pässword',
        signing_secret: secret,
      });
      expect(made.status).toBe(201);
      await receiver.behave({ status: 500, times: 2 });
      const id = await approve(receiver.url);
      const delivered = await deliveryThat(id, ({ status }) => status === 'delivered');
      expect(delivered).toMatchObject({ attempts: 3, last_http_status: 204, last_failure: null });
      const received = await receiver.received();
      expect(received.map(({ status }) => status)).toEqual([500, 500, 204]);
      for (const callback of received) {
        expect(callback.headers).toMatchObject({
          'webhook-id': delivered.id,
          authorization: basic({ id: 'shop', secret: 'long enough: pässword' }),
        });
        expect(JSON.parse(callback.body)).toEqual({ callback_uri: receiver.url, transaction_id: id });
        expect(isSignedBy(secret, callback)).toBe(true);
        expect(isSignedBy(`whsec_${randomBytes(32).toString('base64')}`, callback)).toBe(false);
        expect(isSignedBy(secret, { ...callback, body: callback.body.replace(id, randomUUID()) })).toBe(false);
        expect(isSignedBy(secret, { ...callback, headers: { ...callback.headers, 'webhook-timestamp': '1' } })).toBe(
          false,
        );
      }
      expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
    },
  );

  it.each([301, 302, 303, 307, 308])(
    'is called again itself after it redirected with %i: the target of the redirect is not called',
    { timeout: 120_000 },
    async (status) => {
      const [receiver, elsewhere] = [newReceiver(), newReceiver()];
      await receiver.behave({ status, redirect_to: elsewhere.url, times: 1 });
      const id = await approve(receiver.url);
      expect(await deliveryThat(id, (each) => each.status === 'delivered')).toMatchObject({ attempts: 2 });
      expect((await receiver.received()).map((callback) => callback.status)).toEqual([status, 204]);
      expect(await elsewhere.received()).toEqual([]);
    },
  );

  it('is called again when it does not answer in time', { timeout: 120_000 }, async () => {
    const receiver = newReceiver();
    await receiver.behave({ status: 204, delay_ms: 180_000, times: 1 });
    const id = await approve(receiver.url);
    expect(await deliveryThat(id, ({ status }) => status === 'delivered')).toMatchObject({ attempts: 2 });
    const tries = await database.query<{ attempted_at: Date }>(
      'select http_status, failure, attempted_at from callback_attempt a join callback_delivery d on d.id = a.delivery_id where d.transaction_id = $1 order by number',
      [id],
    );
    expect(tries.rows).toMatchObject([
      { http_status: null, failure: 'callback: no answer in time' },
      { http_status: 204, failure: null },
    ]);
    const [began, again] = tries.rows.map(({ attempted_at: at }) => at.getTime()) as [number, number];
    expect(again - began).toBeGreaterThanOrEqual(10_000);
    const [first, second] = await receiver.received();
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  it('is not called again after it answered 410, and an event informs operators', { timeout: 120_000 }, async () => {
    const receiver = newReceiver();
    await receiver.behave({ status: 410 });
    const id = await approve(receiver.url);
    expect(await deliveryThat(id, ({ status }) => status === 'failed')).toMatchObject({
      attempts: 1,
      last_http_status: 410,
    });
    expect(await receiver.received()).toHaveLength(1);
    expect(await eventsAbout(id, where.postgres_url)).toContain('PUSH AUTH CALLBACK FAILED');
  });
});

// Concurrent with the pauses of the tests above.
describe.concurrent('a receiver at a private address', () => {
  it(
    'is not called unless a setting allows it, and the result can still be fetched',
    { timeout: 180_000 },
    async () => {
      const own = await createSeededInstance();
      try {
        const server = await own.startServer({ COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused' });
        const at = {
          ...endpoints,
          api: server.url,
          postgres_url: own.environment['COUNTERSIGN_DATABASE_URL'] as string,
        };
        const receiver = newReceiver();
        // The sandbox receives pushes at a private address, too; an OTP transaction needs no push.
        const { body } = await createWebsite(at).initialise({
          type: 'login_with_otp',
          callback_uri: receiver.url,
          message: 'Hi',
        });
        expect((await createWebsite(at).cancel(body.transaction_id)).status).toBe(204);
        const failed = async () =>
          (await eventsAbout(body.transaction_id, at.postgres_url)).includes('PUSH AUTH CALLBACK FAILED')
            ? true
            : undefined;
        await eventually(failed, timeoutMs);
        expect(await receiver.received()).toEqual([]);
        expect((await createWebsite(at).result(body.transaction_id)).body.not_authenticated_reason.reason).toBe(
          'cancelled',
        );
      } finally {
        await own.stop();
      }
    },
  );
});

describe('a receiver that was removed from the whitelist', () => {
  it(
    'gets no further callback, operators see why, and a replay is refused until it is on the list again',
    { timeout: 120_000 },
    async () => {
      const api = createConfigurationApi(where);
      const { operator } = await signInAll(where.api, endpoints.operators);
      const receiver = newReceiver();
      const list = async () =>
        (await api.post('/callback-endpoints', { url: receiver.url })).headers
          .get('location')
          ?.split('/')
          .at(-1) as string;
      const listed = await list();
      expect((await api.patch('/general-settings', { callback_whitelist_enabled: true })).status).toBe(204);
      try {
        await receiver.behave({ status: 503 });
        const id = await approve(receiver.url);
        await deliveryThat(id, ({ attempts }) => attempts > 0);
        expect((await api.remove(`/callback-endpoints/${listed}`)).status).toBe(204);
        const refused = await deliveryThat(id, ({ status }) => status === 'failed');
        expect(refused.last_failure).toBe('callback: not on the whitelist');
        expect(await receiver.received()).toHaveLength(refused.attempts - 1);
        const { callback } = (await operator.call('GET', `/transactions/${id}`)).body;
        expect(callback).toMatchObject({ status: 'failed', next_attempt_at: null });
        expect(callback.tries.at(-1)).toMatchObject({ http_status: null, failure: 'callback: not on the whitelist' });
        const replay = () => operator.call('POST', `/transactions/${id}/callback/replay`);
        for (let times = 0; times < 2; times += 1)
          expect(await replay()).toMatchObject({ status: 409, body: { code: 'callback_not_listed' } });
        expect((await delivery(id))?.status).toBe('failed');
        await receiver.behave({ status: 204 });
        await list();
        expect((await replay()).status).toBe(202);
        await deliveryThat(id, ({ status }) => status === 'delivered');
        expect(await receiver.received()).toHaveLength(refused.attempts);
      } finally {
        await api.patch('/general-settings', { callback_whitelist_enabled: null });
      }
    },
  );

  it('still gets its callback while the whitelist is off', { timeout: 120_000 }, async () => {
    const receiver = newReceiver();
    const made = await createConfigurationApi(where).post('/callback-endpoints', { url: receiver.url });
    await receiver.behave({ status: 503, times: 1 });
    const id = await approve(receiver.url);
    await createConfigurationApi(where).remove(
      `/callback-endpoints/${made.headers.get('location')?.split('/').at(-1)}`,
    );
    await deliveryThat(id, ({ status }) => status === 'delivered');
  });
});
