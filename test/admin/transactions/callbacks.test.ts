import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { query } from '../../users/support/rest.ts';
import { signInAll } from '../support/admin-api.ts';
import { createReceiver } from '../../support/connections/callback-receiver.ts';
import type { Receiver } from '../../support/connections/callback-receiver.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let operators: Awaited<ReturnType<typeof signInAll>>;
let phone: EnrolledPhone;

beforeAll(async () => {
  operators = await signInAll(endpoints.api, endpoints.operators);
  phone = await enrollPhone(endpoints);
});

let finished: Promise<unknown> = Promise.resolve();

/** A finished transaction with a callback to this URL. One at a time, because all use the same phone. */
function finish(url: string): Promise<string> {
  const next = finished.then(() => approve(url));
  finished = next.catch(() => undefined);
  return next;
}

async function approve(url: string): Promise<string> {
  const { body } = await website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: url,
    message: 'Hi',
  });
  await phone.answer(body.transaction_id);
  return body.transaction_id;
}

const seen = async (id: string) => (await operators.operator.call('GET', `/transactions/${id}`)).body;
const replay = (id: string) => operators.operator.call('POST', `/transactions/${id}/callback/replay`);
/** Waits until the callback satisfies the predicate. */
const callbackOf = (
  id: string,
  is: (callback: { status: string; attempts: number; replays: number; next_attempt_at: string | null }) => boolean,
) =>
  eventually(async () => {
    const { callback } = await seen(id);
    return callback && is(callback) ? callback : undefined;
  });
const idsOf = async (receiver: Receiver) =>
  new Set((await receiver.received()).map(({ headers }) => headers['webhook-id']));
/** Simulates a site that failed for long: its next try is an hour away. */
const postpone = (id: string) =>
  query("update callback_delivery set next_attempt_at = now() + interval '1 hour' where transaction_id = $1", [id]);

// Concurrent, because most of the time is pauses between tries.
describe.concurrent('the tries of a callback', { timeout: 300_000 }, () => {
  it('are shown with status, time, duration, failure and next try', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 503, times: 1 });
    const id = await finish(`${receiver.url}?secret=word`);
    const callback = await callbackOf(id, ({ status }) => status === 'delivered');
    expect(callback).toMatchObject({ url: receiver.url, attempts: 2, replays: 0, next_attempt_at: null });
    const [first, second] = callback.tries;
    expect(first).toMatchObject({ number: 1, http_status: 503, failure: 'callback: 503' });
    expect(second).toMatchObject({ number: 2, http_status: 204, failure: null, next_attempt_at: null });
    const pause = Date.parse(first.next_attempt_at) - Date.parse(first.attempted_at) - first.duration_ms;
    expect(pause).toBeGreaterThanOrEqual(990);
    expect(pause).toBeLessThanOrEqual(2_010);
    expect(Date.parse(second.attempted_at)).toBeGreaterThanOrEqual(Date.parse(first.next_attempt_at) - 100);
    expect(await idsOf(receiver)).toEqual(new Set([callback.id]));
    expect(JSON.stringify(await seen(id))).not.toContain('secret=word');
  });

  it('stop at once after a permanent refusal', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 410 });
    const id = await finish(receiver.url);
    expect(await callbackOf(id, ({ status }) => status === 'failed')).toMatchObject({
      attempts: 1,
      next_attempt_at: null,
      delivered_at: null,
    });
    expect((await seen(id)).events.map(({ name }: { name: string }) => name)).toContain('PUSH AUTH CALLBACK FAILED');
  });

  it('do not follow a redirect', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    const elsewhere = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 307, redirect_to: elsewhere.url, times: 1 });
    const id = await finish(receiver.url);
    const callback = await callbackOf(id, ({ status }) => status === 'delivered');
    expect(callback.tries[0]).toMatchObject({ http_status: 307 });
    expect(await elsewhere.received()).toEqual([]);
  });

  it('are limited to the latest twenty', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 410 });
    const id = await finish(receiver.url);
    const { id: deliveryId } = await callbackOf(id, ({ status }) => status === 'failed');
    await query('update callback_delivery set attempts = 29 where id = $1', [deliveryId]);
    await query(
      `insert into callback_attempt (delivery_id, number, attempted_at, duration_ms) select $1, n, now(), 1 from generate_series(2, 29) n`,
      [deliveryId],
    );
    await replay(id);
    const { tries } = await callbackOf(id, ({ attempts, status }) => attempts === 30 && status === 'failed');
    expect(tries.map(({ number }: { number: number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 11),
    );
  });
});

describe.concurrent('POST /admin/v1/transactions/{id}/callback/replay', { timeout: 300_000 }, () => {
  it('delivers a failed callback again, under the same webhook id', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 410, times: 1 });
    const id = await finish(receiver.url);
    const { id: webhookId } = await callbackOf(id, ({ status }) => status === 'failed');
    const { status, body } = await replay(id);
    expect([status, body.id, body.status, body.replays]).toEqual([202, webhookId, 'pending', 1]);
    expect(await callbackOf(id, (callback) => callback.status === 'delivered')).toMatchObject({
      attempts: 2,
      replays: 1,
    });
    expect(await idsOf(receiver)).toEqual(new Set([webhookId]));
    const { events } = await seen(id);
    expect(events.filter(({ name }: { name: string }) => name === 'ADMIN CALLBACK REPLAYED')).toMatchObject([
      { agent_user: 'operator' },
    ]);
  });

  it('delivers a delivered callback again', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    const id = await finish(receiver.url);
    await callbackOf(id, ({ status }) => status === 'delivered');
    await replay(id);
    await callbackOf(id, ({ status, attempts }) => status === 'delivered' && attempts === 2);
    expect(await receiver.received()).toHaveLength(2);
    expect((await idsOf(receiver)).size).toBe(1);
  });

  it('takes over a pending callback and tries it at once', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 503 });
    const id = await finish(receiver.url);
    // Four seconds at least before its next try.
    await callbackOf(id, ({ attempts }) => attempts >= 3);
    await postpone(id);
    await replay(id);
    // Only now, because the first run could have succeeded before.
    await receiver.behave({ status: 204 });
    const callback = await callbackOf(id, ({ status }) => status === 'delivered');
    expect(callback.replays).toBe(1);
    expect(await idsOf(receiver)).toEqual(new Set([callback.id]));
    expect((await receiver.received()).filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('continues to retry while the site fails', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    await receiver.behave({ status: 410, times: 1 });
    const id = await finish(receiver.url);
    await callbackOf(id, ({ status }) => status === 'failed');
    await receiver.behave({ status: 500, times: 1 });
    await replay(id);
    const callback = await callbackOf(id, ({ status }) => status === 'delivered');
    expect(callback.tries.map(({ http_status: code }: { http_status: number }) => code)).toEqual([410, 500, 204]);
  });

  it('is one replay when requested sixteen times at once', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    const id = await finish(receiver.url);
    await callbackOf(id, ({ status }) => status === 'delivered');
    // The first try waits for the site: all requests join one replay or exceed the limit.
    await receiver.behave({ delay_ms: 600_000, times: 1 });
    const statuses = (await Promise.all(Array.from({ length: 16 }, () => replay(id)))).map(({ status }) => status);
    await receiver.behave({});
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(6);
    expect(await callbackOf(id, ({ status, attempts }) => status === 'delivered' && attempts > 1)).toMatchObject({
      attempts: 2,
      replays: 1,
    });
    expect(await receiver.received()).toHaveLength(2);
  });

  it('is started by the sweeper when the process that queued it ended before', async () => {
    const receiver = createReceiver(endpoints.sandbox);
    const id = await finish(receiver.url);
    await callbackOf(id, ({ status }) => status === 'delivered');
    await query(
      `update callback_delivery set status = 'pending', replays = 1, replay_requested_at = now() - interval '1 minute', next_attempt_at = now() where transaction_id = $1`,
      [id],
    );
    expect(await callbackOf(id, ({ status, attempts }) => status === 'delivered' && attempts === 2)).toMatchObject({
      replays: 1,
    });
  });

  it('refuses a transaction without a callback, an unknown one, a role without permission, and a call without a session', async () => {
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: `${endpoints.sandbox}/callbacks/open`,
      message: 'Hi',
    });
    const open = body.transaction_id;
    expect(await replay(open)).toMatchObject({ status: 409, body: { code: 'callback_not_owed' } });
    await website.cancel(open);
    for (const unknown of [randomUUID(), 'x', "'"])
      expect(await replay(unknown)).toMatchObject({ status: 404, body: { code: 'transaction_not_found' } });
    expect(await operators.helpdesk.call('POST', `/transactions/${open}/callback/replay`)).toMatchObject({
      status: 403,
      body: { code: 'role_not_allowed', access: 'transactions.modify' },
    });
    expect(
      (await fetch(`${endpoints.admin_api}/transactions/${open}/callback/replay`, { method: 'POST' })).status,
    ).toBe(401);
  });
});
