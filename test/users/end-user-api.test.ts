import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from './support/rest.ts';
import { giveConsent, of } from './support/web-user.ts';

const { endpoints } = useStack();
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

async function isConnected(phone: RawPhone): Promise<boolean> {
  return (await phone.call('GET', '/transactions')).status === 200;
}

const nobody = `nobody-${randomUUID()}`;
const empty = [
  ['/tokens', 'No tokens found'],
  ['/consents', 'No consents found'],
  ['/applications', 'No applications found'],
  ['/sessions', 'No sessions found'],
  ['/settings/notification/', 'No notification setting found.'],
] as const;
const removals = ['/tokens/x', '/consents/x', '/applications/x', '/sessions', '/sessions/x', '/settings/notification/'] as const;
const allRoutes = [...empty.map(([path]) => ['GET', of(nobody, path)]), ...removals.map((path) => ['DELETE', of(nobody, path)]), ['POST', of(nobody, '/settings/notification/SMS')], ['GET', '/v1/otp/nobody']] as [string, string][];

describe.each(allRoutes)('%s /oauth/api%s', (method, path) => {
  it('refuses who is nobody, and who lacks the scope', async () => {
    const unknown = await rest(method, path, { client: null });
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect(unknown.headers.get('www-authenticate')).toContain('Basic');
    const unauthorised = await rest(method, path, { client: 'mobile_authentication' });
    expect([unauthorised.status, unauthorised.body.error]).toEqual([403, 'insufficient_scope']);
  });

  it('is kept by no cache', async () => {
    expect((await rest(method, path)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('a user nobody knows', () => {
  it.each(empty)('gets an empty answer from %s: %s', async (path, error) => {
    const user = `nobody-${randomUUID()}`;
    const answer = await rest('GET', of(user, path));
    expect([answer.status, answer.body]).toEqual([404, { error }]);
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  });

  it.each(removals)('DELETE %s is 204 all the same', async (path) => {
    const user = `nobody-${randomUUID()}`;
    const answer = await rest('DELETE', of(user, path));
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect(await eventsOf(user)).toEqual([]);
  });

  it.each(['/tokens', '/consents', '/applications', '/sessions'])('DELETE %s takes any text for an id', async (path) => {
    for (const id of ['a%00b', '%', '..%2F..', 'x'.repeat(400), "';--", '%F0%9F%92%B6']) expect((await rest('DELETE', `${of(nobody, path)}/${id}`)).status, id).toBe(204);
  });
});

describe('a list', () => {
  it.each([
    ['/tokens', 'API TOKENS LISTED'],
    ['/consents', 'API CONSENTS LISTED'],
    ['/applications', 'API APPLICATIONS LISTED'],
    ['/sessions', 'API SESSIONS LISTED'],
  ])('of %s is the event %s, with who asked from where', async (path, name) => {
    const user = `nobody-${randomUUID()}`;
    await rest('GET', of(user, path), { headers: { 'user-agent': 'gateway/1', 'x-request-id': user } });
    const events = await query('select name, client_id, app_name, client_ip, user_agent, request_id, subject_id, detail from event where user_id = $1', [user]);
    const who = { client_id: endpoints.clients.end_user.id, app_name: 'Demonstration user management', client_ip: expect.stringContaining('127.0.0.1'), user_agent: 'gateway/1', request_id: user };
    expect(events).toEqual([{ name, ...who, subject_id: null, detail: null }]);
  });
});

describe('GET /oauth/api/v1/users/{userId}/tokens', () => {
  it('lists what clients have of the user', async () => {
    const phone = await RawPhone.connect(endpoints);
    const web = await giveConsent(phone.userId);
    const { status, body } = await rest('GET', of(phone.userId, '/tokens'));
    expect(status).toBe(200);
    const [app, webshop] = body.tokens;
    expect(app).toEqual({ id: expect.any(String), client_name: 'Northwind ID', device_name: 'raw phone', created_at: expect.any(Number), scopes: expect.any(Array), type: 'DEFAULT', refresh_token_issued: true, expired: false });
    expect(webshop).toEqual({ id: web, client_name: 'webshop', created_at: expect.any(Number), scopes: ['openid', 'profile'], type: 'DEFAULT', refresh_token_issued: false, expired: false });
    expect(body.tokens).toHaveLength(2);
    expect(Math.abs(app.created_at - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(body)).not.toContain(phone.accessToken);
    expect(await eventsOf(phone.userId)).toContain('API TOKENS LISTED');
  });

  it('says which are expired and can be renewed, and leaves out those that cannot', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set expires_at = now() - interval '1 second' where account_id = $1 and model = 'AccessToken'`, [phone.userId]);
    expect((await rest('GET', of(phone.userId, '/tokens'))).body.tokens).toMatchObject([{ refresh_token_issued: true, expired: true }]);
    await query(`update oauth_artifact set consumed_at = now() where account_id = $1 and model = 'RefreshToken'`, [phone.userId]);
    expect((await rest('GET', of(phone.userId, '/tokens'))).status).toBe(404);
  });

  it('tells by what the user proved to be there', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set type = 'FINGER_PRINT' where account_id = $1`, [phone.userId]);
    expect((await rest('GET', of(phone.userId, '/tokens'))).body.tokens).toMatchObject([{ type: 'FINGER_PRINT' }]);
  });
});

describe('DELETE /oauth/api/v1/users/{userId}/tokens/{tokenId}', () => {
  it('removes it with its refresh token; twice is once', async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await rest('GET', of(phone.userId, '/tokens'))).body.tokens;
    expect((await rest('DELETE', of(phone.userId, `/tokens/${id}`))).status).toBe(204);
    expect((await rest('DELETE', of(phone.userId, `/tokens/${id}`))).status).toBe(204);
    expect(await isConnected(phone)).toBe(false);
    expect(await query('select from oauth_artifact where account_id = $1', [phone.userId])).toEqual([]);
    expect((await eventsOf(phone.userId)).filter((name) => name === 'API TOKEN REMOVED')).toHaveLength(1);
    // The user is still connected to the device: it needs new tokens, no more.
    expect(await query('select from registration where id = $1', [phone.profileId])).toHaveLength(1);
  });

  it('leaves the consent of a web client', async () => {
    const user = `web-${randomUUID()}`;
    const id = await giveConsent(user);
    await rest('DELETE', of(user, `/tokens/${id}`));
    expect((await rest('GET', of(user, '/tokens'))).status).toBe(404);
    expect((await rest('GET', of(user, '/consents'))).body.consents).toMatchObject([{ id }]);
  });

  it("removes nobody else's, and takes no token for its id", async () => {
    const phone = await RawPhone.connect(endpoints);
    const [{ id }] = (await rest('GET', of(bystander.userId, '/tokens'))).body.tokens;
    for (const tokenId of [id, phone.accessToken]) expect((await rest('DELETE', of(phone.userId, `/tokens/${tokenId}`))).status).toBe(204);
    expect(await Promise.all([isConnected(phone), isConnected(bystander)])).toEqual([true, true]);
  });

  it('hands out ids that open nothing', async () => {
    const [{ id }] = (await rest('GET', of(bystander.userId, '/tokens'))).body.tokens;
    expect((await bystander.call('GET', '/transactions', { accessToken: id })).status).toBe(401);
  });
});

describe('/oauth/api/v1/users/{userId}/consents', () => {
  it('lists what web clients may do, and no app', async () => {
    const phone = await RawPhone.connect(endpoints);
    expect((await rest('GET', of(phone.userId, '/consents'))).status).toBe(404);
    const id = await giveConsent(phone.userId, 'openid email');
    const { status, body } = await rest('GET', of(phone.userId, '/consents'));
    expect([status, body]).toEqual([200, { consents: [{ id, client_name: 'webshop', scopes: ['openid', 'email'] }] }]);
  });

  it('removes a consent with its tokens, for its own user only; twice is once', async () => {
    const user = `web-${randomUUID()}`;
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
    expect([status, body]).toEqual([200, { apps: [{ id: 'northwind-id', app_name: 'Northwind ID' }, { id: 'webshop', app_name: 'webshop' }] }]);
  });

  it('takes the access of every installation away, for its own user only; twice is once', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId, platform: 'ios' });
    const guest = await RawPhone.connect(endpoints, { device: phone.device });
    await giveConsent(phone.userId);
    expect((await rest('DELETE', of(phone.userId, '/applications/northwind-id'))).status).toBe(204);
    expect((await rest('DELETE', of(phone.userId, '/applications/northwind-id'))).status).toBe(204);
    expect(await Promise.all([phone, second, guest].map(isConnected))).toEqual([false, false, true]);
    expect((await rest('GET', of(phone.userId, '/applications'))).body.apps).toEqual([{ id: 'webshop', app_name: 'webshop' }]);
    expect((await eventsOf(phone.userId)).filter((name) => name.startsWith('API APPLICATION REMOVED'))).toEqual(['API APPLICATION REMOVED: northwind-id']);
    await rest('DELETE', of(phone.userId, '/applications/webshop'));
    expect((await rest('GET', of(phone.userId, '/applications'))).status).toBe(404);
  });
});

describe('/oauth/api/v1/users/{userId}/settings/notification/', () => {
  it.each(['EMAIL', 'SMS', 'NONE'])('keeps %s, until it is forgotten', async (type) => {
    const user = `told-${randomUUID()}`;
    expect((await rest('POST', of(user, `/settings/notification/${type}`))).status).toBe(204);
    expect((await rest('POST', of(user, `/settings/notification/${type}`))).status).toBe(204);
    expect((await rest('GET', of(user, '/settings/notification/'))).body).toEqual({ notification_type: type });
    expect((await rest('GET', of(user, '/settings/notification'))).status).toBe(200);
    expect((await rest('DELETE', of(user, '/settings/notification/'))).status).toBe(204);
    expect((await rest('DELETE', of(user, '/settings/notification/'))).status).toBe(204);
    expect((await rest('GET', of(user, '/settings/notification/'))).status).toBe(404);
    expect(await eventsOf(user)).toEqual([`API NOTIFICATION SETTING CHANGED: ${type}`, `API NOTIFICATION SETTING CHANGED: ${type}`, 'API NOTIFICATION SETTING REMOVED']);
  });

  it('is set by whatever form of request a client makes', async () => {
    const path = of(`nobody-${randomUUID()}`, '/settings/notification/SMS');
    const { id: client_id, secret: client_secret } = useStack().endpoints.clients.end_user;
    expect((await rest('POST', path, { json: {} })).status).toBe(204);
    expect((await rest('POST', path, { client: null, form: { client_id, client_secret } })).status).toBe(204);
  });

  it('is EMAIL for a user with tokens or consents who never chose', async () => {
    const user = `web-${randomUUID()}`;
    await giveConsent(user);
    for (const id of [bystander.userId, user]) expect((await rest('GET', of(id, '/settings/notification/'))).body).toEqual({ notification_type: 'EMAIL' });
  });

  it.each(['email', 'PIGEON', 'EMAIL%20', '%00'])('refuses %s', async (type) => {
    const answer = await rest('POST', of(nobody, `/settings/notification/${type}`));
    expect([answer.status, answer.body]).toEqual([400, { error: 'INVALID_NOTIFICATION_TYPE' }]);
  });
});

describe('GET /oauth/api/v1/otp/{userId}', () => {
  it('makes none for who would not be told: HEAD', async () => {
    const user = `nobody-${randomUUID()}`;
    expect((await rest('HEAD', `/v1/otp/${user}`)).status).toBe(405);
    expect(await eventsOf(user)).toEqual([]);
  });

  it('makes another code each time, in fives, without look-alikes', async () => {
    const codes = await Promise.all(Array.from({ length: 4 }, () => rest('GET', `/v1/otp/${randomUUID()}`)));
    for (const { status, body } of codes) expect([status, body]).toEqual([200, { code: expect.stringMatching(/^[2-9A-HJ-NP-Z0-9]{5}(-[2-9A-HJ-NP-Z0-9]{5}){4}$/) }]);
    expect(new Set(codes.map(({ body }) => body.code)).size).toBe(4);
  });
});

describe('a user id', () => {
  it('is opaque text, compared as it is', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', 'UPPER', "o'brien", 'a b+c', '💶']) {
      const id = `${text}-${randomUUID().toLowerCase()}`;
      await rest('POST', of(id, '/settings/notification/SMS'));
      expect((await rest('GET', of(id, '/settings/notification/'))).body, id).toEqual({ notification_type: 'SMS' });
      expect((await rest('GET', of(`${id}X`, '/settings/notification/'))).status).toBe(404);
      expect((await rest('GET', of(id.toUpperCase(), '/settings/notification/'))).status).toBe(404);
    }
  });

  it.each(['a%00b', 'x'.repeat(256), 'a%0Ab', '%E2%80%AEevil'])('that no site can mean is refused: %s', async (id) => {
    const answer = await rest('GET', `/v1/users/${id}/tokens`);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });
});
