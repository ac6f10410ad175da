import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from './support/rest.ts';
import { giveConsent, of } from './support/web-user.ts';

const { endpoints } = useStack();
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

const unknownUser = `unknown-${randomUUID()}`;

const empty = [
  ['/tokens', 'No tokens found'],
  ['/consents', 'No consents found'],
  ['/applications', 'No applications found'],
  ['/sessions', 'No sessions found'],
  ['/settings/notification/', 'No notification setting found.'],
] as const;

const removals = [
  '/tokens/x',
  '/consents/x',
  '/applications/x',
  '/sessions',
  '/sessions/x',
  '/settings/notification/',
] as const;

const allRoutes = [
  ...empty.map(([path]) => ['GET', of(unknownUser, path)]),
  ...removals.map((path) => ['DELETE', of(unknownUser, path)]),
  ['POST', of(unknownUser, '/settings/notification/SMS')],
  ['GET', '/v1/otp/unknown'],
] as [string, string][];

describe.each(allRoutes)('%s /oauth/api%s', (method, path) => {
  it('refuses a caller without credentials, and a caller without the scope', async () => {
    const unknown = await rest(method, path, { client: null });
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect(unknown.headers.get('www-authenticate')).toContain('Basic');
    const unauthorised = await rest(method, path, { client: 'mobile_authentication' });
    expect([unauthorised.status, unauthorised.body.error]).toEqual([403, 'insufficient_scope']);
  });

  it('has Cache-Control: no-store', async () => {
    expect((await rest(method, path)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('an unknown user', () => {
  it.each(empty)('gets an empty answer from %s: %s', async (path, error) => {
    const user = `unknown-${randomUUID()}`;
    const answer = await rest('GET', of(user, path));
    expect([answer.status, answer.body]).toEqual([404, { error }]);
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  });

  it.each(removals)('gets 204 from DELETE %s, without an event', async (path) => {
    const user = `unknown-${randomUUID()}`;
    const answer = await rest('DELETE', of(user, path));
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect(await eventsOf(user)).toEqual([]);
  });

  it.each(['/tokens', '/consents', '/applications', '/sessions'])(
    'gets 204 from DELETE %s with any id',
    async (path) => {
      for (const id of ['a%00b', '%', '..%2F..', 'x'.repeat(400), "';--", '%F0%9F%92%B6'])
        expect((await rest('DELETE', `${of(unknownUser, path)}/${id}`)).status, id).toBe(204);
    },
  );
});

describe('a list', () => {
  it.each([
    ['/tokens', 'API TOKENS LISTED'],
    ['/consents', 'API CONSENTS LISTED'],
    ['/applications', 'API APPLICATIONS LISTED'],
    ['/sessions', 'API SESSIONS LISTED'],
  ])('of %s records the event %s with the client and its address', async (path, name) => {
    const user = `unknown-${randomUUID()}`;
    await rest('GET', of(user, path), { headers: { 'user-agent': 'gateway/1', 'x-request-id': user } });
    const events = await query(
      'select name, client_id, app_name, client_ip, user_agent, request_id, subject_id, detail from event where user_id = $1',
      [user],
    );
    const who = {
      client_id: endpoints.clients.end_user.id,
      app_name: 'Demonstration user management',
      client_ip: expect.stringContaining('127.0.0.1'),
      user_agent: 'gateway/1',
      request_id: user,
    };
    expect(events).toEqual([{ name, ...who, subject_id: null, detail: null }]);
  });
});

describe('/oauth/api/v1/users/{userId}/consents', () => {
  it('lists the consents of web clients, not of apps', async () => {
    const phone = await RawPhone.connect(endpoints);
    expect((await rest('GET', of(phone.userId, '/consents'))).status).toBe(404);
    const id = await giveConsent(phone.userId, 'openid email');
    const { status, body } = await rest('GET', of(phone.userId, '/consents'));
    expect([status, body]).toEqual([200, { consents: [{ id, client_name: 'webshop', scopes: ['openid', 'email'] }] }]);
  });

  it('removes a consent with its tokens for its user only; a repetition changes nothing', async () => {
    const user = `web-${randomUUID()}`;
    await query('insert into user_account (id) values ($1)', [user]);
    const id = await giveConsent(user);
    await rest('DELETE', of(bystander.userId, `/consents/${id}`));
    expect((await rest('GET', of(user, '/consents'))).status).toBe(200);
    expect((await rest('DELETE', of(user, `/consents/${id}`))).status).toBe(204);
    expect((await rest('DELETE', of(user, `/consents/${id}`))).status).toBe(204);
    expect((await rest('GET', of(user, '/consents'))).status).toBe(404);
    expect((await rest('GET', of(user, '/tokens'))).status).toBe(404);
    expect((await eventsOf(user)).filter((name) => name === 'API CONSENT REMOVED')).toHaveLength(1);
  });
});

describe('/oauth/api/v1/users/{userId}/applications', () => {
  it('lists each application once', async () => {
    const phone = await RawPhone.connect(endpoints);
    await RawPhone.connect(endpoints, { userId: phone.userId, platform: 'ios' });
    await giveConsent(phone.userId);
    const { status, body } = await rest('GET', of(phone.userId, '/applications'));
    expect([status, body]).toEqual([
      200,
      {
        apps: [
          { id: 'northwind-id', app_name: 'Northwind ID' },
          { id: 'webshop', app_name: 'webshop' },
        ],
      },
    ]);
  });

  it('disconnects every installation of the user only; a repetition changes nothing', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId, platform: 'ios' });
    const guest = await RawPhone.connect(endpoints, { device: phone.device });
    await giveConsent(phone.userId);
    expect((await rest('DELETE', of(phone.userId, '/applications/northwind-id'))).status).toBe(204);
    expect((await rest('DELETE', of(phone.userId, '/applications/northwind-id'))).status).toBe(204);
    expect(await Promise.all([phone, second, guest].map(isConnected))).toEqual([false, false, true]);
    expect((await rest('GET', of(phone.userId, '/applications'))).body.apps).toEqual([
      { id: 'webshop', app_name: 'webshop' },
    ]);
    expect((await eventsOf(phone.userId)).filter((name) => name.startsWith('API APPLICATION REMOVED'))).toEqual([
      'API APPLICATION REMOVED: northwind-id',
    ]);
    await rest('DELETE', of(phone.userId, '/applications/webshop'));
    expect((await rest('GET', of(phone.userId, '/applications'))).status).toBe(404);
  });
});

describe('/oauth/api/v1/users/{userId}/settings/notification/', () => {
  it.each(['EMAIL', 'SMS', 'NONE'])('stores %s until it is deleted', async (type) => {
    const user = `told-${randomUUID()}`;
    expect((await rest('POST', of(user, `/settings/notification/${type}`))).status).toBe(204);
    expect((await rest('POST', of(user, `/settings/notification/${type}`))).status).toBe(204);
    expect((await rest('GET', of(user, '/settings/notification/'))).body).toEqual({ notification_type: type });
    expect((await rest('GET', of(user, '/settings/notification'))).status).toBe(200);
    expect((await rest('DELETE', of(user, '/settings/notification/'))).status).toBe(204);
    expect((await rest('DELETE', of(user, '/settings/notification/'))).status).toBe(204);
    expect((await rest('GET', of(user, '/settings/notification/'))).status).toBe(404);
    expect(await eventsOf(user)).toEqual([
      `API NOTIFICATION SETTING CHANGED: ${type}`,
      `API NOTIFICATION SETTING CHANGED: ${type}`,
      'API NOTIFICATION SETTING REMOVED',
    ]);
  });

  it('accepts JSON and form credentials', async () => {
    const path = of(`unknown-${randomUUID()}`, '/settings/notification/SMS');
    const { id: client_id, secret: client_secret } = useStack().endpoints.clients.end_user;
    expect((await rest('POST', path, { json: {} })).status).toBe(204);
    expect((await rest('POST', path, { client: null, form: { client_id, client_secret } })).status).toBe(204);
  });

  it('is EMAIL by default for a user with tokens or consents', async () => {
    const user = `web-${randomUUID()}`;
    await giveConsent(user);
    for (const id of [bystander.userId, user])
      expect((await rest('GET', of(id, '/settings/notification/'))).body).toEqual({ notification_type: 'EMAIL' });
  });

  it.each(['email', 'PIGEON', 'EMAIL%20', '%00'])('refuses %s', async (type) => {
    const answer = await rest('POST', of(unknownUser, `/settings/notification/${type}`));
    expect([answer.status, answer.body]).toEqual([400, { error: 'INVALID_NOTIFICATION_TYPE' }]);
  });
});

describe('GET /oauth/api/v1/otp/{userId}', () => {
  it('refuses HEAD, which would create a code without returning it', async () => {
    const user = `unknown-${randomUUID()}`;
    expect((await rest('HEAD', `/v1/otp/${user}`)).status).toBe(405);
    expect(await eventsOf(user)).toEqual([]);
  });

  it('creates another code each time, in groups of five without look-alikes', async () => {
    const codes = await Promise.all(Array.from({ length: 4 }, () => rest('GET', `/v1/otp/${randomUUID()}`)));
    for (const { status, body } of codes)
      expect([status, body]).toEqual([
        200,
        { code: expect.stringMatching(/^[2-9A-HJ-NP-Z0-9]{5}(-[2-9A-HJ-NP-Z0-9]{5}){4}$/) },
      ]);
    expect(new Set(codes.map(({ body }) => body.code)).size).toBe(4);
  });
});

describe('a user id', () => {
  it('is opaque text that is compared exactly', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', 'UPPER', "o'brien", 'a b+c', '💶']) {
      const id = `${text}-${randomUUID().toLowerCase()}`;
      await rest('POST', of(id, '/settings/notification/SMS'));
      expect((await rest('GET', of(id, '/settings/notification/'))).body, id).toEqual({ notification_type: 'SMS' });
      expect((await rest('GET', of(`${id}X`, '/settings/notification/'))).status).toBe(404);
      expect((await rest('GET', of(id.toUpperCase(), '/settings/notification/'))).status).toBe(404);
    }
  });

  it.each(['a%00b', 'x'.repeat(256), 'a%0Ab', '%E2%80%AEevil'])(
    'with control characters or over 255 characters is refused: %s',
    async (id) => {
      const answer = await rest('GET', `/v1/users/${id}/tokens`);
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    },
  );
});
