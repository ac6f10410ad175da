import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { callAdmin, signInAll } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
const noDevice = 'f'.repeat(64);
const minute = 60_000;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;

beforeAll(async () => {
  ({ admin, operator, helpdesk } = await signInAll(api, operators));
});

const at = (userId: string, rest = '') => `/users/${encodeURIComponent(userId)}${rest}`;
const isConnected = (phone: RawPhone) => phone.call('GET', '/transactions').then(({ status }) => status === 200);
const devicesOf = async (userId: string) => (await admin.call('GET', at(userId, '/devices'))).body.items as { id: string; mobile_authentication_enabled: boolean; push_enabled: boolean }[];

const flagsOf = async ({ userId }: RawPhone) => (await devicesOf(userId)).map((device) => [device.mobile_authentication_enabled, device.push_enabled]);

async function enrolledPhone(options: Parameters<typeof RawPhone.connect>[1] = {}) {
  const phone = await RawPhone.connect(endpoints, options);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, options.platform ?? 'android'));
  return phone;
}

/** A consent of a web client with a token, as the authorization server would have written them. */
async function consentOf(userId: string) {
  const id = randomUUID();
  await query(database, `insert into oauth_grant (id, account_id, client_id, payload, expires_at) values ($1, $2, 'web-shop', '{"openid":{"scope":"openid profile"}}', now() + interval '1 day')`, [id, userId]);
  for (const model of ['AccessToken', 'RefreshToken']) {
    await query(database, `insert into oauth_artifact (id, model, grant_id, account_id, client_id, payload, expires_at) values (decode(md5($1), 'hex'), $2, $3, $4, 'web-shop', '{"scope":"openid profile"}', now() + interval '1 day')`, [id + model, model, id, userId]);
  }
  return id;
}

const reads = ['', '/events', '/notifications', '/consents', '/tokens', '/grants', '/devices', '/devices/users'].map((path) => ['GET', at('nobody-at-all', path)] as const);
const actions = ['/devices', `/devices/${noDevice}`, '/mobile-authentication', `/devices/${noDevice}/mobile-authentication`, '/push', `/devices/${noDevice}/push`, '/tokens', '/tokens/x', '/consents', '/consents/x', '/push-freeze'].map((path) => ['DELETE', at('nobody-at-all', path)] as const);
const everyRoute = [
  ['GET', '/users?user_id=nobody-at-all', 'users.read', undefined],
  ...reads.map((route) => [...route, 'users.read', undefined] as const),
  ['GET', `/devices/${noDevice}/users`, 'users.read', undefined],
  ...actions.map((route) => [...route, 'users.modify', undefined] as const),
  ['DELETE', `/devices/${noDevice}`, 'users.modify', undefined],
  ['POST', at('nobody-at-all', '/devices/deletions'), 'users.modify', { devices: [{ id: noDevice, users_digest: 'x' }] }],
] as const;

describe.each(everyRoute)('%s /admin/v1%s (%s)', (method, path, access, body) => {
  it('refuses who is not signed in', async () => {
    for (const token of [undefined, 'x'.repeat(43)]) {
      const answer = await callAdmin(api, method, path, { body }, token);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_session']);
    }
  });

  it('lets the roles in that may', async () => {
    for (const [name, caller] of [['operator', operator], ['helpdesk', helpdesk]] as const) {
      const answer = await caller.call(method, path, { body });
      if (access === 'users.read') {
        expect(answer.status).toBe(404);
        continue;
      }
      expect([answer.status, answer.body.code, answer.body.access]).toEqual([403, 'role_not_allowed', 'users.modify']);
      expect(await eventsOf(database, answer)).toMatchObject([{ name: 'ADMIN ACCESS DENIED', detail: 'users.modify', agent_user: name, client_ip: expect.any(String) }]);
    }
    expect([404, 428]).toContain((await admin.call(method, path, { body })).status);
  });
});

describe('an unknown user', () => {
  it('is the same 404 everywhere', async () => {
    const routes = [['GET', '/users?user_id=nobody-at-all'], ...reads, ...actions] as const;
    const answers = await Promise.all(routes.map(([method, path]) => admin.call(method, path)));
    for (const { status, body } of answers) expect([status, { ...body, request_id: '' }]).toEqual([404, { type: 'urn:countersign:error:user_not_found', title: expect.any(String), status: 404, code: 'user_not_found', request_id: '' }]);
  });

  it.each(['/users', '/users?user_id=', `/users?user_id=${'x'.repeat(256)}`, '/users?user_id=a&user_id=b', '/users?name=a', '/users/%00', '/users/%E2%80%AEx'])('is no malformed one: %s', async (path) => {
    expect((await admin.call('GET', path)).body).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('GET /admin/v1/users', () => {
  it('finds a user by exact id, whatever is in it, and no other', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', "o'brien", '..', 'Upper']) {
      const userId = `${text}-${randomUUID()}`;
      await RawPhone.connect(endpoints, { userId });
      for (const path of [`/users?${new URLSearchParams({ user_id: userId })}`, at(userId)]) {
        const answer = await helpdesk.call('GET', path);
        expect(answer.body, path).toEqual({ user_id: userId, known_since: expect.any(String), devices: 1, grants: 1, open_transactions: 0, push_frozen_until: null });
        expect(answer.headers.get('cache-control')).toContain('no-store');
      }
      for (const other of [userId.slice(0, -1), `${userId}x`, userId.toLowerCase(), userId.toUpperCase()]) {
        if (other !== userId) expect((await admin.call('GET', at(other))).status, other).toBe(404);
      }
    }
  });

  it('finds one who only left events', async () => {
    const userId = `only-events-${randomUUID()}`;
    await createWebsite(endpoints).enrollmentCode(userId);
    expect((await admin.call('GET', at(userId))).body).toEqual({ user_id: userId, known_since: null, devices: 0, grants: 0, open_transactions: 0, push_frozen_until: null });
  });
});

describe('what is read of a user', () => {
  it('has devices, tokens and events, and nothing of another', async () => {
    const [phone, other] = [await enrolledPhone(), await RawPhone.connect(endpoints)];
    const { body: found } = await helpdesk.call('GET', at(phone.userId, '/devices'));
    expect(found).toEqual({
      items: [
        {
          id: phone.device.id,
          name: 'raw phone',
          model: null,
          os_version: null,
          application: 'Northwind ID',
          platform: 'android',
          linked_at: expect.any(String),
          last_used_at: expect.any(String),
          token_types: ['DEFAULT'],
          mobile_authentication_enabled: true,
          push_enabled: true,
        },
      ],
    });
    expect(Math.abs(Date.parse(found.items[0].linked_at) - Date.now())).toBeLessThan(minute);
    const { body: tokens } = await operator.call('GET', at(phone.userId, '/tokens'));
    expect(tokens.items).toMatchObject([{ client_name: 'Northwind ID', device_id: phone.device.id, device_name: 'raw phone', type: 'DEFAULT', refresh_token_issued: true, expired: false }]);
    expect(JSON.stringify(tokens)).not.toContain(phone.accessToken);
    const { body: events } = await helpdesk.call('GET', at(phone.userId, '/events'));
    expect(events.items[0]).toMatchObject({ name: 'PUSH ENROLLMENT SUCCESS', type: 'PUSH_ENROLLMENT_SUCCESS', occurred_at: expect.stringMatching(/Z$/) });
    expect(events.items.map(({ occurred_at: time }: { occurred_at: string }) => time)).toEqual(events.items.map(({ occurred_at: time }: { occurred_at: string }) => time).toSorted().toReversed());
    for (const text of [found, tokens, events].map((answer) => JSON.stringify(answer))) for (const id of [other.userId, other.device.id]) expect(text).not.toContain(id);
  });

  it('has the latest 20 events, newest first', async () => {
    const userId = `busy-${randomUUID()}`;
    const website = createWebsite(endpoints);
    for (let count = 0; count < 23; count++) await website.enrollmentCode(userId);
    const newest = await query<{ id: string }>(database, 'select id from event where user_id = $1 order by id desc limit 20', [userId]);
    const { body } = await admin.call('GET', at(userId, '/events'));
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(newest.map(({ id }) => id));
  });

  it('has consents with their tokens, and how to notify', async () => {
    const userId = `consents-${randomUUID()}`;
    const id = await consentOf(userId);
    expect((await admin.call('GET', at(userId, '/notifications'))).body).toEqual({ notification_type: 'EMAIL' });
    expect((await admin.call('GET', at(userId, '/consents'))).body).toEqual({ items: [{ id, client_id: 'web-shop', client_name: 'web-shop', device_name: null, scopes: ['openid', 'profile'], created_at: expect.any(String) }] });
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toMatchObject([{ id, client_id: 'web-shop', device_id: null, scopes: ['openid', 'profile'] }]);
  });

  it('has codes that nobody has used yet, and not the code', async () => {
    const userId = `grants-${randomUUID()}`;
    const code = await createWebsite(endpoints).enrollmentCode(userId);
    const { body } = await helpdesk.call('GET', at(userId, '/grants'));
    expect(body).toEqual({ items: [{ id: expect.any(String), type: 'ENROLLMENT_CODE', client_id: null, scopes: [], created_at: expect.any(String), expires_at: expect.any(String) }] });
    expect(JSON.stringify(body)).not.toContain(code);
    await query(database, `update enrollment_code set expires_at = now() where user_id = $1`, [userId]);
    expect((await admin.call('GET', at(userId, '/grants'))).body).toEqual({ items: [] });
  });

  it('is empty where there is nothing', async () => {
    const userId = `empty-${randomUUID()}`;
    await createWebsite(endpoints).enrollmentCode(userId);
    for (const part of ['consents', 'tokens', 'devices', 'devices/users']) expect((await admin.call('GET', at(userId, `/${part}`))).body).toEqual({ items: [] });
    expect((await admin.call('GET', at(userId, '/notifications'))).body).toEqual({ notification_type: null });
  });
});

describe('what is done about a device of a user', () => {
  it('disconnects the user; others of the device keep theirs, the client stays, what is open ends', async () => {
    const phone = await enrolledPhone();
    const neighbour = await RawPhone.connect(endpoints, { device: phone.device });
    const website = createWebsite(endpoints);
    const initialised = await website.initialise({ type: 'login_with_push', user_id: phone.userId, device_id: phone.device.id, message: 'm', callback_uri: `${endpoints.sandbox}/callbacks/admin` });
    expect(initialised.body).toMatchObject({ transaction_id: expect.any(String) });
    const answers = [await admin.call('DELETE', at(phone.userId, `/devices/${phone.device.id}`)), await admin.call('DELETE', at(phone.userId, `/devices/${phone.device.id}`))];
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await isConnected(phone)).toBe(false);
    expect(await isConnected(neighbour)).toBe(true);
    expect(await query(database, 'select from device where id = $1', [phone.device.id])).toHaveLength(1);
    const ended = await eventually(async () => {
      const { body } = await website.result(initialised.body.transaction_id);
      return body.status === 'pending' ? undefined : body;
    });
    expect(ended).toMatchObject({ not_authenticated_reason: { reason: 'cancelled' } });
    const events = (await Promise.all(answers.map((answer) => eventsOf(database, answer)))).flat();
    expect(events.filter(({ name }) => name.startsWith('ADMIN'))).toEqual([{ name: 'ADMIN USER REVOKED', detail: null, agent_user: 'admin', user_id: phone.userId, subject_id: phone.device.id, client_ip: expect.any(String) }]);
  });

  it('revokes push, then mobile authentication; the user stays connected', async () => {
    const phone = await enrolledPhone();
    const row = at(phone.userId, `/devices/${phone.device.id}`);
    const push = await admin.call('DELETE', `${row}/push`);
    expect(await devicesOf(phone.userId)).toMatchObject([{ mobile_authentication_enabled: true, push_enabled: false }]);
    const keys = await admin.call('DELETE', `${row}/mobile-authentication`);
    expect(await devicesOf(phone.userId)).toMatchObject([{ mobile_authentication_enabled: false, push_enabled: false }]);
    expect([push.status, keys.status, (await admin.call('DELETE', `${row}/push`)).status]).toEqual([204, 204, 204]);
    expect(await isConnected(phone)).toBe(true);
    const names = async (answer: typeof push) => (await eventsOf(database, answer)).map(({ name, agent_user: agent }) => [name, agent]);
    expect(await names(push)).toContainEqual(['ADMIN PUSH ENROLLMENT REVOKED', 'admin']);
    expect(await names(keys)).toContainEqual(['ADMIN USER CLIENT KEYS REVOKED', 'admin']);
  });

  it('is done for all of them', async () => {
    const one = await enrolledPhone();
    const other = await RawPhone.connect(endpoints, { userId: one.userId, platform: 'ios' });
    await other.enrollKeys();
    expect(await flagsOf(one)).toEqual([[true, true], [true, false]]);
    expect((await admin.call('DELETE', at(one.userId, '/push'))).status).toBe(204);
    expect(await flagsOf(one)).toEqual([[true, false], [true, false]]);
    expect((await admin.call('DELETE', at(one.userId, '/mobile-authentication'))).status).toBe(204);
    expect(await flagsOf(one)).toEqual([[false, false], [false, false]]);
    expect((await admin.call('DELETE', at(one.userId, '/devices'))).status).toBe(204);
    expect(await devicesOf(one.userId)).toEqual([]);
    expect(await Promise.all([isConnected(one), isConnected(other)])).toEqual([false, false]);
  });

  it("does nothing to somebody else's", async () => {
    const [mine, theirs] = [await enrolledPhone(), await enrolledPhone()];
    for (const path of ['', '/push', '/mobile-authentication']) {
      const answer = await admin.call('DELETE', at(mine.userId, `/devices/${theirs.device.id}${path}`));
      expect(answer.status).toBe(204);
      expect(await eventsOf(database, answer)).toEqual([]);
    }
    expect(await devicesOf(theirs.userId)).toMatchObject([{ mobile_authentication_enabled: true, push_enabled: true }]);
    expect(await isConnected(theirs)).toBe(true);
  });
});

describe('what is done about tokens and consents', () => {
  it('revokes one token, with what it is renewed with', async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await admin.call('GET', at(phone.userId, '/tokens'))).body.items;
    const other = await RawPhone.connect(endpoints);
    expect((await admin.call('DELETE', at(other.userId, `/tokens/${id}`))).status).toBe(204);
    expect(await isConnected(phone)).toBe(true);
    const answer = await admin.call('DELETE', at(phone.userId, `/tokens/${id}`));
    expect([answer.status, (await admin.call('DELETE', at(phone.userId, `/tokens/${id}`))).status]).toEqual([204, 204]);
    expect(await eventsOf(database, answer)).toMatchObject([{ name: 'ADMIN TOKEN REVOKED', agent_user: 'admin', user_id: phone.userId, subject_id: id }]);
    expect(await isConnected(phone)).toBe(false);
  });

  it('revokes one consent, with its tokens, and all of them', async () => {
    const userId = `revoked-${randomUUID()}`;
    const ids = [await consentOf(userId), await consentOf(userId), await consentOf(userId)];
    const answer = await admin.call('DELETE', at(userId, `/consents/${ids[0]}`));
    expect(await eventsOf(database, answer)).toMatchObject([{ name: 'ADMIN CONSENT REVOKED', agent_user: 'admin', user_id: userId, subject_id: ids[0] }]);
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toHaveLength(2);
    expect((await admin.call('DELETE', at(userId, '/tokens'))).status).toBe(204);
    expect((await admin.call('GET', at(userId, '/tokens'))).body.items).toEqual([]);
    expect((await admin.call('GET', at(userId, '/consents'))).body.items).toHaveLength(2);
    expect((await admin.call('DELETE', at(userId, '/consents'))).status).toBe(204);
    expect((await admin.call('GET', at(userId, '/consents'))).body.items).toEqual([]);
  });

  it.each(['tokens', 'consents', 'devices'])('takes whatever is no id of %s for one that is gone', async (part) => {
    const phone = await RawPhone.connect(endpoints);
    for (const id of ['x', '%00', '%E2%80%AE', '-'.repeat(300), "';--", phone.device.id.toUpperCase()]) expect((await admin.call('DELETE', at(phone.userId, `/${part}/${id}`))).status, id).toBe(204);
    expect(await isConnected(phone)).toBe(true);
  });
});
