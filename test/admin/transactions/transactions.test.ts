import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { query } from '../../users/support/rest.ts';
import { signInAll } from '../support/admin-api.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let operators: Awaited<ReturnType<typeof signInAll>>;
let phone: EnrolledPhone;
/** Three transactions of the user, oldest first: refused, open by text message, open by push. */
let ids: [string, string, string];
const secret = `secret-${randomUUID()}`;
const number = `+316${randomInt(10_000_000, 99_999_999)}`;

const push = async () =>
  (
    await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: `${endpoints.sandbox}/callbacks/list`,
      message: secret,
    })
  ).body.transaction_id;
const list = (search: Record<string, string>, as: keyof typeof operators = 'operator') =>
  operators[as].call('GET', `/transactions?${new URLSearchParams(search)}`);
const listIds = async (search: Record<string, string>) =>
  (await list({ user_id: phone.userId, ...search })).body.items.map(({ id }: { id: string }) => id);

beforeAll(async () => {
  operators = await signInAll(endpoints.api, endpoints.operators);
  phone = await enrollPhone(endpoints);
  const refused = await push();
  await phone.answer(refused, { decision: 'reject', reason: 'cancelled' });
  const { body } = await website.initialise({
    type: 'payment_with_sms',
    user_id: phone.userId,
    phone_number: number,
    message: `${secret} {code}`,
  });
  ids = [refused, body.transaction_id, await push()];
});

describe('GET /admin/v1/transactions', () => {
  it('lists the transactions of a user, newest first', async () => {
    const { status, body } = await list({ user_id: phone.userId });
    expect(status).toBe(200);
    expect(body.next_cursor).toBeNull();
    const [first, second, third] = body.items;
    expect(first).toMatchObject({
      id: ids[2],
      status: 'pending',
      reason: null,
      type: 'login_with_push',
      method: 'PUSH',
      application: 'northwind-id',
      user_id: phone.userId,
      device_id: phone.deviceId,
      closed_at: null,
      callback_status: null,
    });
    expect(second).toMatchObject({ id: ids[1], method: 'SMS', application: null, device_id: null });
    expect(third).toMatchObject({
      id: ids[0],
      status: 'not_authenticated',
      reason: 'not_accepted',
      client_id: endpoints.clients.mobile_authentication.id,
    });
  });

  it('filters by every field', async () => {
    expect(await listIds({ status: 'pending' })).toEqual([ids[2], ids[1]]);
    expect(await listIds({ reason: 'not_accepted' })).toEqual([ids[0]]);
    expect(await listIds({ method: 'SMS' })).toEqual([ids[1]]);
    expect(await listIds({ type: 'login_with_push' })).toEqual([ids[2], ids[0]]);
    expect(await listIds({ application: 'northwind-id' })).toEqual([ids[2], ids[0]]);
    expect(await listIds({ application: 'unknown-application' })).toEqual([]);
    expect(await listIds({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await listIds({ until: '1969-01-01T00:00:00Z' })).toEqual([]);
    const [{ created_at: second }] = (await list({ user_id: phone.userId, method: 'SMS' })).body.items;
    expect(await listIds({ since: second })).toEqual([ids[2], ids[1]]);
    expect(await listIds({ until: second })).toEqual([ids[0]]);
    expect(await listIds({ user_id: phone.userId.toUpperCase() })).toEqual([]);
  });

  it('gives pages that continue where the last one ended', async () => {
    const first = (await list({ user_id: phone.userId, limit: '2' })).body;
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]]);
    const second = (await list({ user_id: phone.userId, limit: '2', cursor: first.next_cursor })).body;
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
    expect(second.next_cursor).toBeNull();
  });

  it.each<Record<string, string>>([
    { status: 'open' },
    { method: 'push' },
    { limit: '0' },
    { limit: '101' },
    { cursor: 'x' },
    { cursor: Buffer.from('nonsense').toString('base64url') },
    { since: 'yesterday' },
    { user_id: 'a\0b' },
    { page: '1' },
  ])('refuses %o', async (search) => {
    expect(await list(search)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('is refused to a role without transactions.read', async () => {
    expect(await list({}, 'helpdesk')).toMatchObject({
      status: 403,
      body: { code: 'role_not_allowed', access: 'transactions.read' },
    });
    expect((await fetch(`${endpoints.admin_api}/transactions`)).status).toBe(401);
  });
});

describe('GET /admin/v1/transactions/{id}', () => {
  it('shows state and events without message or phone number', async () => {
    const { status, body } = await operators.admin.call('GET', `/transactions/${ids[1]}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: ids[1],
      steps: [{ type: 'payment_with_sms', method: 'SMS' }],
      attempts_used: 0,
      resends_used: 0,
      cancel_requested_at: null,
      callback: null,
    });
    expect(body.events.map(({ type }: { type: string }) => type)).toContain('SMS_AUTH_INIT_SUCCESS');
    const messages = await eventually(async () => {
      const { text_messages: sent } = (await operators.admin.call('GET', `/transactions/${ids[1]}`)).body;
      return sent[0].delivery_status ? sent : undefined;
    });
    expect(messages).toEqual([
      {
        sent_at: expect.any(String),
        status: 'sent',
        refusal: null,
        delivery_status: 'delivered',
        delivery_error: null,
        delivery_reported_at: expect.any(String),
      },
    ]);
    for (const id of ids) {
      const text = JSON.stringify((await operators.admin.call('GET', `/transactions/${id}`)).body);
      for (const hidden of [secret, number, phone.pushToken]) expect(text).not.toContain(hidden);
    }
  });

  it.each(['', 'x', '%00', randomUUID()])('answers 404 for "%s"', async (id) => {
    expect(await operators.admin.call('GET', `/transactions/${id || '-'}`)).toMatchObject({
      status: 404,
      body: { code: 'transaction_not_found' },
    });
  });
});

describe('POST /admin/v1/transactions/{id}/cancel', () => {
  const cancel = (id: string, as: keyof typeof operators = 'operator') =>
    operators[as].call('POST', `/transactions/${id}/cancel`);

  it('ends an open transaction and tells its site; a repetition changes nothing', async () => {
    const id = await push();
    expect(await cancel(id)).toMatchObject({
      status: 200,
      body: { id, status: 'not_authenticated', reason: 'cancelled' },
    });
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: false,
      not_authenticated_reason: { reason: 'cancelled' },
    });
    const { status, body } = await cancel(id);
    expect(status).toBe(200);
    expect(body.events.filter(({ name }: { name: string }) => name === 'ADMIN TRANSACTION CANCELLED')).toMatchObject([
      { agent_user: 'operator' },
    ]);
  });

  it('takes effect at the request: a later approval is refused', async () => {
    const id = await push();
    await query('update transaction set cancel_requested_at = now() where id = $1', [id]);
    await phone.answer(id).catch(() => undefined);
    expect((await cancel(id)).body).toMatchObject({ status: 'not_authenticated', reason: 'cancelled' });
  });

  it('refuses an ended transaction, an unknown one, a role without permission, and a call without a session', async () => {
    expect(await cancel(ids[0])).toMatchObject({ status: 409, body: { code: 'transaction_ended' } });
    for (const unknown of [randomUUID(), 'x'])
      expect(await cancel(unknown)).toMatchObject({ status: 404, body: { code: 'transaction_not_found' } });
    expect(await cancel(ids[2], 'helpdesk')).toMatchObject({ status: 403, body: { code: 'role_not_allowed' } });
    expect((await fetch(`${endpoints.admin_api}/transactions/${ids[2]}/cancel`, { method: 'POST' })).status).toBe(401);
    expect(await listIds({ status: 'pending' })).toContain(ids[2]);
  });
});
