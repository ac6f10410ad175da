import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import { uniqueEmail } from '../persons/support/persons-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri, startFlow } from './support/flow-api.ts';

let clientId: string;
beforeAll(async () => void (clientId = await addSigningInClient()));

const unknownSession = () => `auth_session_${randomBytes(16).toString('base64url')}`;

describe('POST /authentication/start', () => {
  it('starts a sign-in, whose right is a cookie that no script reads', async () => {
    const browser = createBrowser();
    const before = Date.now();
    const { status, headers, body } = await browser.post('/start', clientRequest(clientId, { ui_locales: 'nl en' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      session_id: expect.stringMatching(/^auth_session_[\w-]{22}$/),
      status: 'pending',
      locale: 'nl',
      client: { client_id: clientId, name: 'Shop', logo_uri: null },
      required: { level: 1, acr: 'urn:countersign:acr:1', factors: 1, max_age: null },
      achieved: { level: 0, acr: null, amr: [], auth_time: null },
      user: null,
      challenge: null,
    });
    expect(Date.parse(body.expires_at)).toBeGreaterThan(before + 590_000);
    expect(Date.parse(body.expires_at)).toBeLessThanOrEqual(Date.now() + 600_000);
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/^cs_flow=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('keeps neither the cookie nor what the client sent in clear, and tells of the start', async () => {
    const { browser, sessionId } = await startFlow(clientId, { login_hint: 'mia.of.the.lake@example.com' });
    const [row] = await query<Record<string, unknown>>('select * from authentication_flow where id = $1', [sessionId]);
    const secret = browser.cookie?.split('=')[1] as string;
    expect(Buffer.concat(Object.values(row ?? {}).filter(Buffer.isBuffer)).toString('latin1')).not.toContain(secret);
    expect(JSON.stringify(row)).not.toMatch(/mia\.of|example\.com/);
    const events = await query('select name, client_id from event where subject_id = $1', [sessionId]);
    expect(events).toEqual([{ name: 'AUTHENTICATION STARTED', client_id: clientId }]);
  });

  it('requires the strictest of what the request asks for', async () => {
    const { body } = await startFlow(clientId, {
      acr_values: 'unknown urn:countersign:acr:3 urn:countersign:acr:4',
      max_age: 60,
    });
    expect(body.required).toEqual({ level: 3, acr: 'urn:countersign:acr:3', factors: 1, max_age: 60 });
  });

  it.each([
    ['an unknown client', { client_id: 'unknown' }, 'client_id'],
    ['another redirect', { redirect_uri: 'https://shop.example/callback/' }, 'redirect_uri'],
    ['a redirect with a path trick', { redirect_uri: 'https://shop.example/x/../callback' }, 'redirect_uri'],
    ['no PKCE', { code_challenge: undefined }, 'code_challenge'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'code_challenge_method'],
    ['the implicit flow', { response_type: 'token' }, 'response_type'],
    ['an unknown field', { user_id: 'x' }, 'user_id'],
  ])('refuses %s', async (_, change, parameter) => {
    const { status, body } = await createBrowser().post('/start', { ...clientRequest(clientId), ...change });
    expect([status, body.code, body.parameter]).toEqual([400, 'invalid_request', parameter]);
  });

  it('refuses an interaction that is none, and a client that was disabled', async () => {
    const unknown = await createBrowser().post('/start', { interaction: 'unknown' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'interaction_unknown']);
    const disabled = await addSigningInClient();
    await query('update oauth_client set enabled = false where id = $1', [disabled]);
    await query(`select pg_notify('countersign', 'configuration:clients')`);
    const start = () => createBrowser().post('/start', clientRequest(disabled));
    const { body } = await eventually(async () => {
      const answer = await start();
      return answer.status === 403 ? answer : undefined;
    });
    expect(body.code).toBe('client_disabled');
  });

  it.each(['https://evil.example', 'null', ''])('refuses a page of the origin "%s"', async (origin) => {
    const { status, headers, body } = await createBrowser().post('/start', clientRequest(clientId), { origin });
    expect([status, body.code]).toEqual([403, 'origin_refused']);
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('GET /authentication/status', () => {
  it('shows the flow to the browser that has its cookie, and to no other', async () => {
    const { browser, sessionId, body } = await startFlow(clientId);
    const other = await startFlow(clientId);
    const path = `/status?session_id=${sessionId}`;
    expect(await browser.get(path)).toMatchObject({ status: 200, body });
    const refusals = [
      await createBrowser().get(path),
      await other.browser.get(path),
      await browser.get(`/status?session_id=${other.sessionId}`),
      await browser.get(`/status?session_id=${unknownSession()}`),
    ];
    const shown = refusals.map(({ status, body: { request_id: _, ...refusal } }) => ({ status, ...refusal }));
    expect(shown).toEqual(Array.from({ length: 4 }, () => shown[0]));
    expect(shown[0]).toMatchObject({ status: 404, code: 'flow_unknown' });
  });

  it('refuses to tell a page of another site', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign)
      expect(await browser.get(`/status?session_id=${sessionId}`, headers)).toMatchObject({ status: 403 });
  });

  it('says that a flow has expired', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    await query(`update authentication_flow set expires_at = now() - interval '1 second' where id = $1`, [sessionId]);
    const expired = await browser.get(`/status?session_id=${sessionId}`);
    expect([expired.status, expired.body.code]).toEqual([410, 'flow_expired']);
    const cancelled = await browser.post('/cancel', { session_id: sessionId });
    expect([cancelled.status, cancelled.body.code]).toEqual([410, 'flow_expired']);
  });

  it('waits no longer than there is something to wait for', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    expect(await browser.get(`/status?session_id=${sessionId}&wait=30`)).toMatchObject({ status: 200 });
    const { status, body } = await browser.get(`/status?session_id=${sessionId}&wait=31`);
    expect([status, body.parameter]).toEqual([400, 'wait']);
  });

  it('streams the flow until it has ended', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    const url = `${useStack().endpoints.api}/authentication/status?session_id=${sessionId}`;
    const headers = { cookie: browser.cookie as string, accept: 'text/event-stream' };
    const stream = await fetch(url, { headers });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const text = stream.text();
    await browser.post('/cancel', { session_id: sessionId });
    const events = (await text).match(/"status":"\w+"/g);
    expect(events?.at(-1)).toBe('"status":"cancelled"');
    expect((await fetch(url, { headers: { ...headers, cookie: '' } })).status).toBe(404);
  });
});

describe('those who wait for a flow', () => {
  /** @returns milliseconds until the oldest request was answered. */
  async function crowdOut(): Promise<number> {
    const { browser, sessionId } = await startFlow(clientId);
    const asked = { session_id: sessionId, auth_method: 'email', credentials: { email: uniqueEmail() } };
    await browser.post('/authenticate', asked);
    const url = `${useStack().endpoints.api}/authentication/status?session_id=${sessionId}`;
    const open = () => fetch(url, { headers: { cookie: browser.cookie as string, accept: 'text/event-stream' } });
    const oldest = await open();
    const began = Date.now();
    const waiting = browser.get(`/status?session_id=${sessionId}&wait=30`);
    const others: Response[] = [];
    // Twice as many as may be: the request has begun to wait before the second half of them.
    for (let streams = 0; streams < 16; streams += 1) others.push(await open());
    expect((await oldest.text()).match(/"status":"\w+"/g)).toEqual(['"status":"challenge_sent"']);
    expect((await waiting).body.status).toBe('challenge_sent');
    const took = Date.now() - began;
    await browser.post('/cancel', { session_id: sessionId });
    expect((await others.at(-1)!.text()).match(/"status":"\w+"/g)?.at(-1)).toBe('"status":"cancelled"');
    await Promise.all(others.slice(0, -1).map((stream) => stream.text()));
    return took;
  }

  it(
    'are eight at the most: the oldest stream ends, the oldest request is answered',
    { timeout: 300_000 },
    async () => {
      // After 30 seconds it would be answered anyway: what took so long on a stalled machine shows nothing, and is done again.
      let took = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 4 && took > 25_000; tries += 1) took = await crowdOut();
      expect(took).toBeLessThanOrEqual(25_000);
    },
  );
});

describe('POST /authentication/cancel', () => {
  it('ends the flow once and for all, and tells of it', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    const other = await startFlow(clientId);
    expect(await other.browser.post('/cancel', { session_id: sessionId })).toMatchObject({ status: 404 });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => browser.post('/cancel', { session_id: sessionId })),
    );
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(
      Array.from({ length: 4 }, () => [200, 'cancelled']),
    );
    const failures = `select detail from event where name = 'AUTHENTICATION FAILED' and subject_id = $1`;
    expect(await query(failures, [sessionId])).toEqual([{ detail: 'cancelled' }]);
  });

  it('leads back to a client that began the sign-in itself, at an address that is still its own', async () => {
    const own = await addSigningInClient({ redirect_uris: [redirectUri, `${redirectUri}/former?kept=yes`] });
    const [first, second] = [
      await startFlow(own, { state: 'a&b=c' }),
      await startFlow(own, { redirect_uri: `${redirectUri}/former?kept=yes` }),
    ];
    const { body } = await first.browser.post('/cancel', { session_id: first.sessionId });
    const site = new URL(body.redirect_to);
    expect(`${site.origin}${site.pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(site.searchParams)).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: 'a&b=c',
      iss: `${useStack().endpoints.api}/oauth`,
    });
    const { api, operators } = useStack().endpoints;
    const admin = await signIn(api, operators.admin);
    await admin.call('PATCH', `/clients/${own}`, { body: { redirect_uris: [redirectUri] } });
    await eventually(async () => {
      const { status } = await createBrowser().post(
        '/start',
        clientRequest(own, { redirect_uri: `${redirectUri}/former?kept=yes` }),
      );
      return status === 400 ? true : undefined;
    });
    const late = await second.browser.post('/cancel', { session_id: second.sessionId });
    expect([late.status, late.body.status, late.body.redirect_to]).toEqual([200, 'cancelled', undefined]);
  });

  it('leads back from a sign-in that a policy has stopped, which stays so', async () => {
    const { browser, sessionId } = await startFlow(clientId);
    await query(`update authentication_flow set status = 'failed' where id = $1`, [sessionId]);
    const { body } = await browser.post('/cancel', { session_id: sessionId });
    expect([body.status, new URL(body.redirect_to).searchParams.get('error')]).toEqual(['failed', 'access_denied']);
  });
});

describe('GET /authentication/authorize', () => {
  it('leads to the authorization endpoint with the same query', async () => {
    const { status, headers } = await createBrowser().get('/authorize?client_id=x&state=a%20b', {
      'sec-fetch-site': 'cross-site',
    });
    expect(status).toBe(307);
    expect(headers.get('location')).toMatch(/\/oauth\/authorize\?client_id=x&state=a%20b$/);
  });
});
