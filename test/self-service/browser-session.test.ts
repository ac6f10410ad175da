import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { signIn as signInOperator } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import type { FlowBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import { spa } from '../oauth-clients/support/registry.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { query } from '../users/support/rest.ts';
import { createCaller } from './support/self-service-api.ts';

const { endpoints } = useStack();
const { origin } = new URL(endpoints.api);
let deps: Deps;
let person: TestPerson;
let browser: FlowBrowser;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  person = await addPersonWithPassword(deps);
  browser = await signIn(person);
});
afterAll(() => deps.close());

/** The browser at the authorization endpoint of the account. */
async function begin(one: FlowBrowser, search = ''): Promise<URL> {
  return new URL(await one.visit(`${endpoints.api}/account/sign-in${search}`));
}

/** Signs a person in to their account by their password, as the pages do. */
async function signIn({ email }: TestPerson): Promise<FlowBrowser> {
  const one = createBrowser();
  const page = new URL(await one.visit((await begin(one)).href));
  const { body } = await one.post('/start', { interaction: page.searchParams.get('interaction') });
  const { session_id } = body;
  const credentials = { identifier: email, password: rightPassword };
  await one.post('/authenticate', { session_id, auth_method: 'password', credentials });
  const completed = await one.post('/complete', { session_id });
  const callback = await one.visit(completed.body.redirect_to);
  expect(new URL(callback).pathname).toBe('/account/callback');
  expect(await one.visit(callback)).toBe(`${origin}/account#signed-in`);
  return one;
}

async function call(one: FlowBrowser, method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${endpoints.api}/self-service/v1${path}`, {
    method,
    headers: { cookie: one.cookie ?? '', 'content-type': 'application/json', ...headers },
    ...(method === 'POST' ? { body: JSON.stringify({ type: 'passkey' }) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const refusal = async (...asked: Parameters<typeof call>) => {
  const { status, body } = await call(...asked);
  return [status, body.code];
};

describe('a browser at the self-service API', () => {
  it('has what is its own by its session, which is in no cache and for no other site', async () => {
    const { status, body, headers } = await call(browser, 'GET', '/methods', { 'sec-fetch-site': 'same-origin' });
    expect([status, body.items.map(({ type }: { type: string }) => type)]).toEqual([
      200,
      ['password', 'email', 'phone'],
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is refused without a session', async () => {
    expect(await refusal(createBrowser(), 'GET', '/methods')).toEqual([401, 'invalid_token']);
    expect(await refusal(createBrowser(), 'POST', '/methods', { origin })).toEqual([401, 'invalid_token']);
  });

  it.each([
    ['POST', {}],
    ['POST', { origin: 'https://evil.example' }],
    ['POST', { origin: 'null' }],
    ['POST', { origin: `${origin}.evil.example` }],
    ['DELETE', { 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['GET', { origin: 'https://evil.example' }],
  ])('is refused when a page of another site asks: %s %o', async (method, headers) => {
    const path = method === 'DELETE' ? '/session' : '/methods';
    expect(await refusal(browser, method, path, headers)).toEqual([403, 'origin_refused']);
  });

  it('is answered for the token, where it sends one', async () => {
    const other = await createCaller();
    const authorization = `Bearer ${await other.token()}`;
    const { status, body } = await call(browser, 'GET', '/methods', { authorization });
    expect([status, body.items]).toEqual([200, []]);
    for (const wrong of ['Bearer unknown', 'Basic YTpi', 'none'])
      expect(await refusal(browser, 'GET', '/methods', { authorization: wrong })).toEqual([401, 'invalid_token']);
  });

  it('proves more for a change than its sign-in has, and is led there', async () => {
    const { status, body } = await call(browser, 'POST', '/methods', { origin });
    expect([status, body.code, body.acr_values]).toEqual([
      401,
      'insufficient_user_authentication',
      'urn:countersign:acr:2',
    ]);
    const { pathname, searchParams } = await begin(createBrowser(), '?level=2&max_age=300');
    expect([pathname, searchParams.get('acr_values'), searchParams.get('max_age')]).toEqual([
      '/oauth/authorize',
      'urn:countersign:acr:2',
      '300',
    ]);
  });

  it('is signed out of this session, and of no other', async () => {
    const second = await signIn(person);
    expect((await call(second, 'DELETE', '/session', { origin })).status).toBe(204);
    expect(await refusal(second, 'GET', '/methods')).toEqual([401, 'invalid_token']);
    expect((await call(browser, 'GET', '/methods')).status).toBe(200);
  });

  it('is refused once its person is disabled', async () => {
    const disabled = await addPersonWithPassword(deps);
    const theirs = await signIn(disabled);
    await query("update person set status = 'disabled' where id = $1", [disabled.id]);
    expect(await refusal(theirs, 'GET', '/methods')).toEqual([401, 'invalid_token']);
  });
});

describe('/account/callback', () => {
  const failed = (reason: string) => `${origin}/account/not-signed-in?reason=${reason}`;
  const iss = `${origin}/oauth`;

  it('takes only the answer to a request of this browser, from our own server, and once', async () => {
    const one = createBrowser();
    const state = (await begin(one)).searchParams.get('state') ?? '';
    const answer = async (by: FlowBrowser, parameters: Record<string, string>) =>
      by.visit(`${endpoints.api}/account/callback?${new URLSearchParams(parameters)}`);
    expect(await answer(createBrowser(), { state, iss })).toBe(failed('stale'));
    expect(await answer(one, { iss })).toBe(failed('stale'));
    expect(await answer(one, { state: `${state}x`, iss })).toBe(failed('stale'));
    expect(await answer(one, { state, iss: 'https://evil.example' })).toBe(failed('stale'));
    expect(await answer(one, { state, iss, error: 'access_denied' })).toBe(failed('cancelled'));
    expect(await answer(one, { state, iss })).toBe(failed('stale'));
  });

  it('leads nowhere else, whatever is asked for', async () => {
    const { searchParams } = await begin(createBrowser(), '?redirect_uri=https://evil.example&level=9&max_age=x');
    expect(searchParams.get('redirect_uri')).toBe(`${origin}/account/callback`);
    expect([searchParams.get('acr_values'), searchParams.get('max_age')]).toEqual([null, null]);
  });
});

describe('the client of the account', () => {
  it('is built in: no administrator sees it, makes it or imports it', async () => {
    const admin = await signInOperator(endpoints.api, endpoints.operators.admin);
    const id = 'countersign-portal';
    const client = { client_id: id, name: 'Mine', ...spa };
    const made = await admin.call('POST', '/clients', { body: client });
    expect([made.status, made.body.code]).toEqual([409, 'client_id_taken']);
    const body = { clients: [client] };
    const imported = await admin.call('PUT', '/configuration?dry_run=true', { body });
    expect(imported.body.refusals).toMatchObject([{ path: 'clients[0]', code: 'client_id_taken' }]);
    const exported = await admin.call('GET', '/configuration');
    expect(exported.body.clients.map((one: { client_id: string }) => one.client_id)).not.toContain(id);
    expect((await admin.call('GET', `/clients/${id}`)).status).toBe(404);
  });
});
