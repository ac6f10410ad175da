import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endSessions } from '../../src/commands/tokens/sessions/end-sessions.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { addSigningInClient, clientRequest, createBrowser, redirectUri } from './support/flow-api.ts';
import type { FlowBrowser } from './support/flow-api.ts';
import { addPersonWithPassword, codeMailTo, rightPassword } from './support/people.ts';
import type { TestPerson } from './support/people.ts';

const { endpoints } = useStack();
const settings = { first_party: true, scopes: ['openid'] };
let deps: Deps;
let clientId: string;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  clientId = await addSigningInClient(settings);
});
afterAll(() => deps.close());

interface Asked {
  request: Record<string, string>;
  verifier: string;
}

function ask(more: Record<string, string> = {}): Asked {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  return { request: { ...clientRequest(clientId), code_challenge, ...more } as Record<string, string>, verifier };
}

/** The browser at the authorization endpoint. @returns where it is sent. */
async function authorize(browser: FlowBrowser, { request }: Asked): Promise<URL> {
  const location = await browser.visit(`${endpoints.api}/oauth/authorize?${new URLSearchParams(request).toString()}`);
  return new URL(location);
}

const byPassword = (browser: FlowBrowser, sessionId: string, { email }: TestPerson) =>
  browser.post('/authenticate', {
    session_id: sessionId,
    auth_method: 'password',
    credentials: { identifier: email, password: rightPassword },
  });

/** The ID token for the code that a browser came back to the site with. */
async function redeem(callback: URL, { verifier }: Asked): Promise<Record<string, unknown>> {
  const code = callback.searchParams.get('code');
  expect(code, callback.href).not.toBeNull();
  const form = { grant_type: 'authorization_code', code: code!, redirect_uri: redirectUri, code_verifier: verifier };
  const body = new URLSearchParams({ ...form, client_id: clientId });
  const answer = await fetch(`${endpoints.api}/oauth/token`, { method: 'POST', body });
  const { id_token: idToken } = (await answer.json()) as { id_token: string };
  return decodeJwt(idToken);
}

/** @returns where the browser ends up on its way from an address to the site. */
async function followToSite(browser: FlowBrowser, from: string): Promise<URL> {
  let location = from;
  for (let hop = 0; hop < 4 && !location.startsWith(redirectUri); hop += 1) location = await browser.visit(location);
  return new URL(location);
}

/** Signs in from the pages that the authorization server opened. @returns where the browser ends up. */
async function signIn(browser: FlowBrowser, asked: Asked, person: TestPerson): Promise<URL> {
  const page = await authorize(browser, asked);
  expect(page.pathname).toBe('/sign-in');
  const interaction = page.searchParams.get('interaction');
  const { body } = await browser.post('/start', { interaction });
  await byPassword(browser, body.session_id, person);
  const completed = await browser.post('/complete', { session_id: body.session_id });
  expect(completed.status, JSON.stringify(completed.body)).toBe(200);
  return new URL(await browser.visit(completed.body.redirect_to));
}

describe('a sign-in that the authorization server opened', () => {
  it('goes back to the site with a code for tokens of who it is, how and when', async () => {
    const person = await addPersonWithPassword(deps);
    const asked = ask();
    const callback = await signIn(createBrowser(), asked, person);
    expect([callback.origin + callback.pathname, callback.searchParams.get('state')]).toEqual([
      redirectUri,
      asked.request['state'],
    ]);
    expect(await redeem(callback, asked)).toMatchObject({
      sub: person.id,
      acr: 'urn:countersign:acr:1',
      amr: ['pwd'],
      auth_time: expect.any(Number),
    });
  });

  it('goes back to the site with access_denied when the person cancels, and with nothing else', async () => {
    const [asked, browser] = [ask(), createBrowser()];
    const page = await authorize(browser, asked);
    const { body } = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
    const cancel = () => browser.post('/cancel', { session_id: body.session_id });
    const racing = await Promise.all(Array.from({ length: 16 }, cancel));
    const [address, ...others] = new Set(racing.map((answer) => answer.body.redirect_to as string));
    expect([others, new URL(address!).origin]).toEqual([[], new URL(endpoints.api).origin]);
    const site = new URL(await browser.visit(address!));
    expect(`${site.origin}${site.pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(site.searchParams)).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: asked.request['state'],
      iss: `${endpoints.api}/oauth`,
    });
    const again = await cancel();
    expect([again.status, again.body.redirect_to]).toEqual([200, undefined]);
  });

  it('is either completed or cancelled', async () => {
    const person = await addPersonWithPassword(deps);
    const [asked, browser] = [ask(), createBrowser()];
    const page = await authorize(browser, asked);
    const { body } = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
    await byPassword(browser, body.session_id, person);
    const racing = await Promise.all(
      ['/complete', '/cancel', '/complete', '/cancel'].map((path) =>
        browser.post(path, { session_id: body.session_id }),
      ),
    );
    const led = [...new Set(racing.map((answer) => answer.body.redirect_to as string | undefined).filter(Boolean))];
    expect(led).toHaveLength(1);
    const site = new URL(await browser.visit(led[0]!));
    expect([...site.searchParams.keys()].filter((name) => name === 'code' || name === 'error')).toHaveLength(1);
  });

  it('is of the browser that it was opened in', async () => {
    const page = await authorize(createBrowser(), ask());
    const interaction = page.searchParams.get('interaction');
    const { status, body } = await createBrowser().post('/start', { interaction });
    expect([status, body.code]).toEqual([404, 'interaction_unknown']);
  });

  it('builds on the session where the site asks for more', async () => {
    const person = await addPersonWithPassword(deps);
    const browser = createBrowser();
    await signIn(browser, ask(), person);
    const asked = ask({ acr_values: 'urn:countersign:acr:2' });
    const page = await authorize(browser, asked);
    const { body } = await browser.post('/start', { interaction: page.searchParams.get('interaction') });
    expect(body).toMatchObject({
      status: 'pending',
      user: { display: `${person.email[0]}***@example.com` },
      achieved: { level: 1, amr: ['pwd'] },
    });
    expect(body.methods).not.toContainEqual({ auth_method: 'password' });
    const stepUps = `select detail from event where name = 'AUTHENTICATION STEP UP' and subject_id = $1`;
    expect(await query(stepUps, [body.session_id])).toEqual([{ detail: 'urn:countersign:acr:1' }]);
    await browser.post('/authenticate', { session_id: body.session_id, auth_method: 'email', credentials: {} });
    const { code } = await codeMailTo(person.email);
    await browser.post('/verify-otp', { session_id: body.session_id, otp: code });
    const completed = await browser.post('/complete', { session_id: body.session_id });
    const callback = new URL(await browser.visit(completed.body.redirect_to));
    expect(await redeem(callback, asked)).toMatchObject({ sub: person.id, acr: 'urn:countersign:acr:2' });
  });
});

describe('a sign-in that the client began itself', () => {
  it('is found at the authorization endpoint by its cookie, once, and by its own request alone', async () => {
    const person = await addPersonWithPassword(deps);
    const browser = createBrowser();
    const asked = ask();
    const { body } = await browser.post('/start', asked.request);
    await byPassword(browser, body.session_id, person);
    const completed = await browser.post('/complete', { session_id: body.session_id });
    const other = await authorize(browser, ask());
    expect(other.pathname).toBe('/sign-in');
    const strange = await authorize(createBrowser(), asked);
    expect(strange.pathname).toBe('/sign-in');
    const callback = await followToSite(browser, await browser.visit(completed.body.redirect_to));
    expect(await redeem(callback, asked)).toMatchObject({ sub: person.id, amr: ['pwd'] });
    const rows = await query<{ used: boolean }>(
      'select used_at is not null as used from authentication_flow where id = $1',
      [body.session_id],
    );
    expect(rows).toEqual([{ used: true }]);
  });

  it('is what a site that asks for a new sign-in wants, unless it builds on the session', async () => {
    const person = await addPersonWithPassword(deps);
    const browser = createBrowser();
    const completeFlow = async ({ request }: Asked, proof?: typeof byPassword) => {
      const { body } = await browser.post('/start', request);
      await proof?.(browser, body.session_id, person);
      expect((await browser.post('/complete', { session_id: body.session_id })).status).toBe(200);
      return body.session_id as string;
    };
    const anew = ({ request, verifier }: Asked) => ({ request: { ...request, prompt: 'login' }, verifier });
    const first = ask();
    await completeFlow(first, byPassword);
    const callback = await followToSite(browser, (await authorize(browser, anew(first))).href);
    expect(await redeem(callback, first)).toMatchObject({ sub: person.id });
    const second = ask();
    const id = await completeFlow(second);
    await query(`update authentication_flow set created_at = created_at + interval '1 minute' where id = $1`, [id]);
    expect((await authorize(browser, anew(second))).pathname).toBe('/sign-in');
  });

  it('is done at once where a session suffices', async () => {
    const person = await addPersonWithPassword(deps);
    const browser = createBrowser();
    await signIn(browser, ask(), person);
    const { body } = await browser.post('/start', ask().request);
    expect(body).toMatchObject({ status: 'authenticated', achieved: { level: 1, amr: ['pwd'] } });
    const fresh = await browser.post('/start', { ...ask().request, max_age: 0 });
    expect(fresh.body).toMatchObject({ status: 'pending', user: null });
  });
});

describe('a sign-in that a session suffices for', () => {
  const sessionsOf = ({ id }: TestPerson) =>
    query<{ uid: string }>(`select uid from oauth_artifact where account_id = $1 and model = 'Session'`, [id]);
  const end = ({ id: userId }: TestPerson) =>
    endSessions(deps, { userId, removeTokens: true }, { event: 'SESSION ENDED', origin: { requestId: 'test' } });
  const complete = (browser: FlowBrowser, session_id: string) => browser.post('/complete', { session_id });

  /** A browser that began without a session, and got the cookie of one since. */
  async function withStolenSession() {
    const [person, own, other] = [await addPersonWithPassword(deps), createBrowser(), createBrowser()];
    await signIn(own, ask(), person);
    const asked = ask();
    const page = await authorize(other, asked);
    const before = other.cookie!;
    const stolen = own.cookie!.split('; ').filter((pair) => /^[\w-]*session/i.test(pair));
    expect(stolen).not.toEqual([]);
    other.cookie = [before, ...stolen].join('; ');
    const { body } = await other.post('/start', { interaction: page.searchParams.get('interaction') });
    expect(body.status).toBe('authenticated');
    return { person, asked, other, before, sessionId: body.session_id as string, sessions: await sessionsOf(person) };
  }

  it('goes on in that session, with its cookie alone', async () => {
    const { person, asked, other, before, sessionId, sessions } = await withStolenSession();
    const completed = await complete(other, sessionId);
    const { cookie } = other;
    other.cookie = before;
    await followToSite(other, completed.body.redirect_to).catch(() => undefined);
    expect(await sessionsOf(person)).toEqual(sessions);
    other.cookie = cookie;
    const callback = await followToSite(other, completed.body.redirect_to);
    expect(await redeem(callback, asked)).toMatchObject({ sub: person.id });
    expect(await sessionsOf(person)).toEqual(sessions);
  });

  it('brings no session back that has ended before it was completed, or since', async () => {
    const early = await withStolenSession();
    await end(early.person);
    const { status, body } = await complete(early.other, early.sessionId);
    expect([status, body.code]).toEqual([409, 'sign_in_insufficient']);
    const late = await withStolenSession();
    const completed = await complete(late.other, late.sessionId);
    await end(late.person);
    await followToSite(late.other, completed.body.redirect_to).catch(() => undefined);
    for (const { person } of [early, late]) expect(await sessionsOf(person)).toEqual([]);
  });

  it('is not found at the authorization endpoint once the session has ended', async () => {
    const [person, browser, asked] = [await addPersonWithPassword(deps), createBrowser(), ask()];
    await signIn(browser, ask(), person);
    const { body } = await browser.post('/start', asked.request);
    expect((await complete(browser, body.session_id)).status).toBe(200);
    await end(person);
    expect((await authorize(browser, asked)).pathname).toBe('/sign-in');
    expect(await sessionsOf(person)).toEqual([]);
  });
});
