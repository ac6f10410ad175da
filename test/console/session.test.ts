import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperatorPassword } from '../../dev/operators/sign-in-operator.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword, rightPassword } from '../authentication/support/people.ts';
import { signInBrowser } from '../operators/support/operators.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';

const { endpoints } = useStack();
const origin = new URL(endpoints.api).origin;
const session = `${endpoints.api}/console/session`;

interface Sent {
  cookie?: string;
  origin?: string;
  headers?: Record<string, string>;
  body?: object;
}

const send = (method: string, url: string, { cookie, origin: from, headers, body }: Sent = {}) =>
  fetch(url, {
    method,
    headers: {
      ...(cookie && { cookie }),
      ...(from && { origin: from }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Signs a person in as the console does. @returns the cookies of their browser. */
const signIn = async (credentials: OperatorPassword = endpoints.operators.operator): Promise<string> =>
  (await signInBrowser(credentials)).cookie ?? '';

const users = `${endpoints.api}/admin/v1/users?limit=1`;
let deps: Deps;
let cookie: string;
/** Of a person without roles. */
let roleless: string;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  const { email } = await addPersonWithPassword(deps);
  [cookie, roleless] = [await signIn(), await signIn({ username: email, password: rightPassword })];
});
afterAll(() => deps.close());

describe('the sign-in of the console', () => {
  it.each(['https://evil.example', '//evil.example', 'console/../..', 'Console'])('leads nowhere to %s', async (to) => {
    const location = await createBrowser().visit(
      `${endpoints.api}/account/sign-in?${new URLSearchParams({ to, redirect_uri: to })}`,
    );
    const { searchParams } = new URL(location);
    expect(searchParams.get('redirect_uri')).toBe(`${origin}/account/callback`);
    expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/);
  });
});

describe('the admin API with the cookie', () => {
  it('answers a page of our own', async () => {
    expect((await send('GET', users, { cookie, headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
    const missing = `${endpoints.api}/admin/v1/users/unknown-name/push-freeze`;
    expect((await send('DELETE', missing, { cookie, origin })).status).not.toBe(401);
  });

  it.each([
    ['reads for another site', 'GET', { headers: { 'sec-fetch-site': 'cross-site' } }],
    ['reads for another origin of the site', 'GET', { headers: { 'sec-fetch-site': 'same-site' } }],
    ['reads with the origin of another site', 'GET', { origin: 'https://evil.example' }],
    ['changes without an origin', 'DELETE', {}],
    ['changes for another site', 'DELETE', { origin: 'https://evil.example' }],
  ] as const)('refuses what %s', async (_, method, sent) => {
    const answer = await send(method, users, { cookie, ...sent });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'origin_refused' });
  });

  it('refuses cookies that are made up or cut off', async () => {
    const cutOff = cookie.replaceAll(/=[^;]{4}/g, '=');
    for (const wrong of ['_session=unknown; _session.sig=unknown', cutOff]) {
      const answer = await send('GET', users, { cookie: wrong });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'invalid_session' });
    }
  });

  it('never answers a request with a token of its own by the cookie', async () => {
    const answer = await send('GET', users, { cookie, headers: { authorization: 'Bearer unknown' } });
    expect(answer.status).toBe(401);
  });

  it('allows what the roles allow, and no more', async () => {
    for (const [who, path] of [
      [cookie, '/role-assignments'],
      [roleless, '/users?limit=1'],
    ] as const) {
      const answer = await send('GET', `${endpoints.api}/admin/v1${path}`, { cookie: who });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'role_not_allowed' });
    }
  });
});

describe('the configuration API with the cookie', () => {
  const features = `${endpoints.api}/oauth/api/v1/configuration/features`;
  const body = { geolocation_enabled: true };
  let admin: string;
  beforeAll(async () => {
    admin = await signIn(endpoints.operators.admin);
  });

  it('reads and changes for a page of our own, as the roles allow', async () => {
    const read = await send('GET', features, { cookie: admin, headers: { 'sec-fetch-site': 'same-origin' } });
    expect(read.status).toBe(200);
    expect(read.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect((await send('PATCH', features, { cookie: admin, origin, body })).status).toBe(204);
    const refused = await send('GET', features, { cookie: roleless });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'forbidden' });
  });

  it('refuses what comes of another origin, or of none, and asks for credentials without the cookie', async () => {
    for (const from of [undefined, 'https://evil.example']) {
      const answer = await send('PATCH', features, { cookie: admin, body, ...(from && { origin: from }) });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'forbidden' });
    }
    expect((await send('GET', features, { cookie: admin, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('GET', features)).status).toBe(401);
    const withToken = await send('GET', features, { cookie: admin, headers: { authorization: 'Bearer unknown' } });
    expect(withToken.status).toBe(401);
  });
});

describe('GET and DELETE /console/session', () => {
  it('answers 204 where roleless is signed in, and signs roleless out', async () => {
    expect((await send('GET', session)).status).toBe(204);
    expect((await send('DELETE', session, { origin })).status).toBe(401);
  });

  it('names the operator, and ends the session for every copy of the cookie', async () => {
    const own = await signIn();
    const answer = await send('GET', session, { cookie: own });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      operator: { username: 'operator' },
      access: expect.arrayContaining(['users.read', 'events.read']),
    });
    expect(text).not.toMatch(/token/);
    expect((await send('DELETE', session, { cookie: own })).status).toBe(403);
    expect((await send('DELETE', session, { cookie: own, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('GET', users, { cookie: own })).status).toBe(200);
    expect((await send('DELETE', session, { cookie: own, origin })).status).toBe(204);
    expect((await send('GET', users, { cookie: own })).status).toBe(401);
    expect((await send('GET', session, { cookie: own })).status).toBe(204);
  });

  it('shows a person without roles that they have none', async () => {
    const answer = await send('GET', session, { cookie: roleless });
    expect(await answer.json()).toMatchObject({ roles: [], access: [] });
  });

  it('answers nothing to a page of another origin', async () => {
    const answer = await send('GET', session, { cookie, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
