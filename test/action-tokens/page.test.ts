import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { addSigningInClient, createBrowser, redirectUri } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { activation, activationByCode, createToken, login, personOn, statusOf } from './support/tokens.ts';

const [exact, general] = ['https://shop.example/bills', 'https://shop.example/start'];
let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
  await server.change({ action_token_redirects: [exact, general] });
});
afterAll(() => server.stop());

const newPerson = () => personOn(server.endpoints);
const newBrowser = () => createBrowser(server.endpoints);
const tokenOf = async (personId: string, actions: readonly object[] = [login], more: object = {}) =>
  (await createToken(personId, actions, server.endpoints, more)).token as string;
const sessionsOf = async (personId: string) =>
  server.deps
    .em()
    .execute<{ amr: string[]; acr: string }[]>(
      "select payload->'amr' as amr, payload->>'acr' as acr from oauth_artifact where model = 'Session' and account_id = ?",
      [personId],
    );
const isOpen = async (browser: FlowBrowser, token: string) =>
  (await browser.post('/token/describe', { token })).status === 200;

/** What the page does after the press. @returns the status of the use, and where the browser ends up. */
async function press(browser: FlowBrowser, token: string, more: { code?: string; return_url?: string } = {}) {
  const { return_url, ...typed } = more;
  const started = await browser.post('/token/start', { ...(return_url && { return_url }) });
  expect(started.status, JSON.stringify(started.body)).toBe(201);
  const { session_id } = started.body;
  const credentials = { token, ...typed };
  const used = await browser.post('/authenticate', { session_id, auth_method: 'action_token', credentials });
  if (used.status !== 200) return { used, end: undefined };
  const { body } = await browser.post('/complete', { session_id });
  let end = body.redirect_to as string;
  const isThere = () => !end.startsWith(new URL(server.endpoints.api).origin) || end.endsWith('/account#signed-in');
  for (let hop = 0; hop < 6 && !isThere(); hop += 1) end = await browser.visit(end);
  return { used, end };
}

const home = () => `${new URL(server.endpoints.api).origin}/account#signed-in`;

describe('POST /authentication/token/describe', () => {
  it('shows what a token does, masked, and uses nothing up, however often', async () => {
    const personId = await newPerson();
    const token = await tokenOf(personId, [login], { redirect_uri: exact });
    const browser = newBrowser();
    const looks = await Promise.all(Array.from({ length: 16 }, () => browser.post('/token/describe', { token })));
    for (const { status, body, headers } of looks) {
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(headers.getSetCookie()).toEqual([]);
      expect(body).toEqual({
        actions: [{ type: 'LOGIN' }],
        user: { display: expect.stringContaining('***') },
        signed_in: 'none',
        code_required: false,
        redirect_host: 'shop.example',
        redirect_name: null,
        at_once: false,
        expires_at: expect.any(String),
      });
      expect(JSON.stringify(body)).not.toContain(personId);
    }
    expect((await press(browser, token)).end).toBe(exact);
  });

  it('names the site that the browser goes on to, where a client of the same house has an address there', async () => {
    const shownName = async () => {
      const token = await tokenOf(await newPerson(), [login], { redirect_uri: exact });
      return (await newBrowser().post('/token/describe', { token })).body.redirect_name as string | null;
    };
    const more = { name: 'Shop of others', redirect_uris: [redirectUri] };
    await addSigningInClient({ ...more, first_party: false }, server.endpoints);
    const own = await addSigningInClient({ ...more, name: 'Our shop', first_party: true }, server.endpoints);
    await expect.poll(shownName).toBe('Our shop');
    const admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
    expect((await admin.call('PATCH', `/clients/${own}`, { body: { enabled: false } })).status).toBe(200);
    await expect.poll(shownName).toBe(null);
  });

  it('answers alike for unknown, used and revoked, and takes requests of our own pages alone', async () => {
    const personId = await newPerson();
    const [used, revoked] = [await tokenOf(personId), await tokenOf(await newPerson())];
    await press(newBrowser(), used);
    await server.deps.em().execute("delete from action_token where status = 'open'");
    for (const token of [used, revoked, randomBytes(32).toString('base64url'), 'x', '\u0000']) {
      const { status, body } = await newBrowser().post('/token/describe', { token });
      expect([status, body.code]).toEqual([401, 'action_token_invalid']);
    }
    const foreign = await newBrowser().post('/token/describe', { token: used }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
  });
});

describe('a press on the page of a token', () => {
  it('signs the browser in by the authorization server, at the level of the settings', async () => {
    const personId = await newPerson();
    const browser = newBrowser();
    const token = await tokenOf(personId);
    expect((await press(browser, token)).end).toBe(home());
    expect(await sessionsOf(personId)).toEqual([{ amr: ['email', 'otp'], acr: 'urn:countersign:acr:1' }]);
    expect(await isOpen(browser, token)).toBe(false);
    const next = await tokenOf(personId);
    expect((await browser.post('/token/describe', { token: next })).body.signed_in).toBe('same');
  });

  it('activates and signs in, all or nothing', async () => {
    await server.change({ person_activation_enabled: true });
    const personId = await newPerson();
    const token = await tokenOf(personId, [login, activation]);
    expect(await statusOf(personId, server.endpoints)).toBe('INACTIVE');
    expect((await press(newBrowser(), token)).end).toBe(home());
    expect(await statusOf(personId, server.endpoints)).toBe('ACTIVE');
    expect(await sessionsOf(personId)).toHaveLength(1);
    await server.change({ person_activation_enabled: undefined });
  });

  it('ends the session of another person in the browser, as the page said', async () => {
    const first = await newPerson();
    const browser = newBrowser();
    await press(browser, await tokenOf(first));
    const second = await newPerson();
    const token = await tokenOf(second);
    expect((await browser.post('/token/describe', { token })).body.signed_in).toBe('other');
    expect((await press(browser, token)).end).toBe(home());
    expect([await sessionsOf(first), await sessionsOf(second)]).toEqual([[], [expect.anything()]]);
    const third = await tokenOf(second);
    expect((await browser.post('/token/describe', { token: third })).body.signed_in).toBe('same');
  });

  it('makes one session of sixteen at once, each in a browser of its own', async () => {
    const personId = await newPerson();
    const token = await tokenOf(personId);
    const presses = await Promise.all(Array.from({ length: 16 }, () => press(newBrowser(), token)));
    expect(presses.filter(({ used }) => used.status === 200)).toHaveLength(1);
    expect(new Set(presses.map(({ used }) => used.body.code ?? 'used'))).toEqual(
      new Set(['used', 'action_token_invalid']),
    );
    expect(await sessionsOf(personId)).toHaveLength(1);
  });

  it('is nothing to another browser: neither the flow nor the callback', async () => {
    const personId = await newPerson();
    const [browser, thief] = [newBrowser(), newBrowser()];
    const { body } = await browser.post('/token/start', {});
    const credentials = { token: await tokenOf(personId) };
    const used = { session_id: body.session_id, auth_method: 'action_token', credentials };
    expect((await thief.post('/authenticate', used)).body.code).toBe('flow_unknown');
    await browser.post('/authenticate', used);
    const completed = await browser.post('/complete', { session_id: body.session_id });
    const page = new URL(await thief.visit(await thief.visit(completed.body.redirect_to as string)));
    expect(page.pathname).toBe('/sign-in');
    expect(await sessionsOf(personId)).toEqual([]);
  });
});

describe('where the browser goes on', () => {
  it('is the address of the token, then the general one of the last action, then the one to come back to, then home', async () => {
    const personId = await newPerson();
    const return_url = exact;
    const own = await tokenOf(personId, [login], { redirect_uri: exact });
    expect((await press(newBrowser(), own, { return_url: general })).end).toBe(exact);
    await server.change({ login_redirect: general });
    expect((await press(newBrowser(), await tokenOf(personId), { return_url })).end).toBe(general);
    await server.change({ login_redirect: undefined });
    expect((await press(newBrowser(), await tokenOf(personId), { return_url })).end).toBe(exact);
    expect((await press(newBrowser(), await tokenOf(personId))).end).toBe(home());
  });

  it.each([
    'https://evil.example/',
    'https://shop.example.evil.example/bills',
    'https://shop.example@evil.example/bills',
    'https://shop.example\\@evil.example/bills',
    '//evil.example',
    'data:text/html,x',
    'https://shop.example/bills?x=1',
    'https://shop.example/%2e%2e/bills',
  ])('is not %s', async (return_url) => {
    const token = await tokenOf(await newPerson());
    expect((await press(newBrowser(), token, { return_url })).end).toBe(home());
  });

  it('is no page of ours but an authorization request that waits', async () => {
    const { origin } = new URL(server.endpoints.api);
    const token = await tokenOf(await newPerson());
    const { end } = await press(newBrowser(), token, { return_url: `${origin}/admin/v1/me` });
    expect(end).toBe(home());
    const waiting = `${origin}/oauth/authorize?client_id=unknown`;
    const browser = newBrowser();
    const { body } = await browser.post('/token/start', { return_url: waiting });
    const credentials = { token: await tokenOf(await newPerson()) };
    const { session_id } = body;
    await browser.post('/authenticate', { session_id, auth_method: 'action_token', credentials });
    const completed = await browser.post('/complete', { session_id });
    let at = completed.body.redirect_to as string;
    for (let hop = 0; hop < 5 && at !== waiting; hop += 1) at = await browser.visit(at);
    expect(at).toBe(waiting);
  });
});

describe('POST /authentication/token/process', () => {
  it('activates by a typed code without a session, and repeats its answer for this browser alone', async () => {
    await server.change({ person_activation_enabled: true });
    const personId = await newPerson();
    const created = await createToken(personId, [activationByCode], server.endpoints);
    const token = created.token as string;
    const browser = newBrowser();
    expect((await browser.post('/token/describe', { token })).body.code_required).toBe(true);
    const missing = await browser.post('/token/process', { token });
    expect([missing.status, missing.body.code]).toEqual([400, 'action_parameter_missing']);
    const wrong = await browser.post('/token/process', { token, code: 'x' });
    expect([wrong.status, wrong.body.code, wrong.body.attempts_left]).toEqual([401, 'code_wrong', 4]);
    expect(await statusOf(personId, server.endpoints)).toBe('INACTIVE');
    const code = created.activation_code as string;
    const answer = { results: [{ type: 'PERSON_ACTIVATION', execution_status: 'SUCCESS' }], redirect_to: null };
    for (let time = 0; time < 2; time += 1)
      expect((await browser.post('/token/process', { token, code })).body).toEqual(answer);
    expect((await newBrowser().post('/token/process', { token, code })).body.code).toBe('action_token_invalid');
    expect(await statusOf(personId, server.endpoints)).toBe('ACTIVE');
    expect(await sessionsOf(personId)).toEqual([]);
    await server.change({ person_activation_enabled: undefined });
  });

  it('uses no token that signs in', async () => {
    const token = await tokenOf(await newPerson());
    const { status, body } = await newBrowser().post('/token/process', { token });
    expect([status, body.code]).toEqual([401, 'action_token_invalid']);
    expect(await isOpen(newBrowser(), token)).toBe(true);
  });
});

describe('the settings', () => {
  it('have the page act at once, where links act without a press', async () => {
    const token = await tokenOf(await newPerson());
    await server.change({ action_token_by_get: true });
    expect((await newBrowser().post('/token/describe', { token })).body.at_once).toBe(true);
    await server.change({ action_token_by_get: undefined });
  });

  it('take the sign-in by a token away', async () => {
    const token = await tokenOf(await newPerson());
    await server.change({ action_token_login_enabled: false, app_to_web_enabled: false });
    const { used } = await press(newBrowser(), token);
    expect([used.status, used.body.code]).toEqual([409, 'method_not_offered']);
    await server.change({ action_token_login_enabled: undefined, app_to_web_enabled: undefined });
    expect((await press(newBrowser(), token)).end).toBe(home());
  });
});

describe('a sign-in by a password that goes on beside', () => {
  it('leads home, whatever token there was', async () => {
    const { id, email } = await addPersonWithPassword(server.deps, server.endpoints);
    const browser = newBrowser();
    const { body } = await browser.post('/token/start', { return_url: exact });
    const { session_id } = body;
    const credentials = { identifier: email, password: rightPassword };
    await browser.post('/authenticate', { session_id, auth_method: 'password', credentials });
    let at = (await browser.post('/complete', { session_id })).body.redirect_to as string;
    for (let hop = 0; hop < 5 && at !== home(); hop += 1) at = await browser.visit(at);
    expect(at).toBe(home());
    expect(await sessionsOf(id)).toHaveLength(1);
  });
});
