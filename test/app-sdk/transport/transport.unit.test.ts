import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../support/protocol-server.ts';
import { connectApp, PROFILE_ID, tokenReply, type Connected } from '../support/connected-app.ts';

let connected: Connected;
afterEach(() => connected.server.close());

const LIST = 'GET /app/v1/transactions';
const PUSH = 'POST /app/v1/push-enrollment';
const none: Reply = { body: { transactions: [] } };
const started: Reply = {
  status: 202,
  body: { enrollment_id: 'e-1', expires_at: '2030-01-01T00:00:00Z', resends_left: 3 },
};
const away = (retryAfter: string): Reply => ({
  status: 503,
  headers: { 'retry-after': retryAfter },
  body: { code: 'service_unavailable' },
});

describe('retries', () => {
  it('keeps the Message-Id and the body and makes a fresh proof', async () => {
    connected = await connectApp();
    const { app, server, waits } = connected;
    server.on(
      PUSH,
      () => ({ cut: true }),
      () => away('2'),
      () => started,
    );
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
    const requests = server.requests(PUSH);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers['message-id'])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body))).toEqual(new Set(['{"push_token":"token-1"}']));
    expect(new Set(requests.map(({ proof }) => proof.jti)).size).toBe(3);
    expect(waits[1]).toBeGreaterThanOrEqual(2000);
  });

  it('gives up after four tries and repeats the same Message-Id when called again', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(PUSH, () => ({ cut: true }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'network' });
    expect(server.requests(PUSH)).toHaveLength(4);
    server.on(PUSH, () => started);
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
    expect(new Set(server.requests(PUSH).map(({ headers }) => headers['message-id'])).size).toBe(1);
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
    expect(new Set(server.requests(PUSH).map(({ headers }) => headers['message-id'])).size).toBe(2);
  });

  it('uses another Message-Id for another body', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(PUSH, () => ({ cut: true }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toThrow();
    server.on(PUSH, () => started);
    await app.startPushEnrollment(PROFILE_ID, 'token-2');
    expect(new Set(server.requests(PUSH).map(({ headers }) => headers['message-id'])).size).toBe(2);
  });

  it.each([
    ['a refusal', { status: 403, body: { code: 'push_enrollment_disabled' } }, 'push_enrollment_disabled'],
    [
      '503 without Retry-After',
      { status: 503, body: { code: 'push_provider_unavailable' } },
      'push_provider_unavailable',
    ],
    ['503 that asks for too long', away('3600'), 'service_unavailable'],
    ['429', { status: 429, body: {} }, 'rate_limited'],
    ['500', { status: 500, body: 'oops' }, 'unexpected_answer'],
    ['an unknown code', { status: 409, body: { code: 'new_in_v2' } }, 'unexpected_answer'],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'network'],
  ] satisfies [string, Reply, string][])('does not repeat after %s', async (name, reply, code) => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(PUSH, () => reply);
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code });
    expect(server.requests(PUSH)).toHaveLength(name === 'a redirect' ? 4 : 1);
    expect(server.requests('POST /elsewhere')).toEqual([]);
  });

  it('refuses an answer that is too large', async () => {
    connected = await connectApp();
    connected.server.on(LIST, () => ({ body: `"${'x'.repeat(300_000)}"` }));
    await expect(connected.app.transactions(PROFILE_ID)).rejects.toMatchObject({
      code: 'unexpected_answer',
      detail: 'the answer is too large',
    });
  });

  it('refuses an answer that does not follow the protocol', async () => {
    connected = await connectApp();
    connected.server.on(LIST, () => ({ body: { transactions: [{ transaction_id: 7 }] } }));
    await expect(connected.app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'unexpected_answer' });
  });
});

describe('a call while offline', () => {
  it('sends nothing and stores no message', async () => {
    let online = true;
    connected = await connectApp({ app: { isOnline: () => online } });
    const { app, server, storage, waits } = connected;
    online = false;
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'offline' });
    await expect(app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'offline' });
    expect(waits).toEqual([]);
    expect(await storage.names('message:')).toEqual([]);
    online = true;
    expect(server.requests(PUSH)).toEqual([]);
    server.on(PUSH, () => started);
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
  });

  it('keeps a message that was sent before', async () => {
    let online = true;
    connected = await connectApp({ app: { isOnline: () => online } });
    const { app, server } = connected;
    server.on(PUSH, () => ({ cut: true }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'network' });
    online = false;
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'offline' });
    online = true;
    server.on(PUSH, () => started);
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
    expect(new Set(server.requests(PUSH).map(({ headers }) => headers['message-id'])).size).toBe(1);
  });
});

describe('tokens', () => {
  it('sends the access token bound to the proof', async () => {
    connected = await connectApp();
    connected.server.on(LIST, () => none);
    await connected.app.transactions(PROFILE_ID);
    const [request] = connected.server.requests(LIST);
    expect(request!.headers.authorization).toBe('DPoP access-1');
    expect(request!.proof.ath).toBe(
      Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('access-1'))).toString('base64url'),
    );
    expect(request!.headers['message-id']).toBeUndefined();
  });

  it('renews the token before expiry, once for parallel requests', async () => {
    let now = Date.now();
    connected = await connectApp({ clock: () => new Date(now) });
    const { app, server } = connected;
    server.on(LIST, () => ({ ...none, headers: { date: new Date(now).toUTCString() } }));
    now += 571_000;
    await Promise.all(Array.from({ length: 8 }, () => app.transactions(PROFILE_ID)));
    const refreshes = server.requests('POST /oauth/token').slice(1);
    expect(refreshes.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client-1' },
    ]);
    expect(new Set(server.requests(LIST).map(({ headers }) => headers.authorization))).toEqual(
      new Set(['DPoP access-2']),
    );
  });

  it('renews once when the server refuses the token, and repeats the requests', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(LIST, ({ headers }) => (headers.authorization === 'DPoP access-1' ? invalidToken() : none));
    await Promise.all(Array.from({ length: 8 }, () => app.transactions(PROFILE_ID)));
    expect(server.requests('POST /oauth/token')).toHaveLength(2);
  });

  it('reports invalid_token when the server refuses the new token too', async () => {
    connected = await connectApp();
    connected.server.on(LIST, invalidToken);
    await expect(connected.app.transactions(PROFILE_ID)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(connected.server.requests(LIST)).toHaveLength(2);
  });

  it('keeps the Message-Id when it renews the token', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(PUSH, ({ headers }) => (headers.authorization === 'DPoP access-1' ? invalidToken() : started));
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
    const ids = server.requests(PUSH).map(({ headers }) => headers['message-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('reports disconnected when the refresh token is refused, until connected again', async () => {
    connected = await connectApp();
    const { app, server } = connected;
    server.on(PUSH, invalidToken);
    server.on('POST /oauth/token', () => ({ status: 400, body: { error: 'invalid_grant' } }));
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'disconnected' });
    await expect(app.startPushEnrollment(PROFILE_ID, 'token-1')).rejects.toMatchObject({ code: 'disconnected' });
    expect(server.requests('POST /oauth/token')).toHaveLength(2);
    expect((await app.state()).profiles[0]).toMatchObject({ disconnected: false });
    const again = tokenReply(600);
    again();
    server.on('POST /oauth/token', again);
    server.on(PUSH, () => started);
    await app.connect('new code');
    await app.startPushEnrollment(PROFILE_ID, 'token-1');
  });

  it('uses tokens that another tab has renewed', async () => {
    connected = await connectApp();
    const { app, server, storage } = connected;
    server.on(LIST, async ({ headers }) => {
      if (headers.authorization === 'DPoP access-9') return none;
      await storage.write(`tokens:${PROFILE_ID}`, {
        accessToken: 'access-9',
        refreshToken: 'refresh-9',
        refreshAt: Date.now() + 60_000,
      });
      return invalidToken();
    });
    expect(await app.transactions(PROFILE_ID)).toEqual([]);
    expect(server.requests('POST /oauth/token')).toHaveLength(1);
  });
});

function invalidToken(): Reply {
  return {
    status: 401,
    headers: { 'www-authenticate': 'DPoP error="invalid_token"' },
    body: { code: 'invalid_token' },
  };
}
