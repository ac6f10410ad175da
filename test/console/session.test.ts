import { beforeAll, describe, expect, it } from 'vitest';
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

async function signIn(): Promise<{ cookie: string; attributes: string; text: string }> {
  const answer = await send('POST', session, { origin, body: endpoints.operators.operator });
  expect(answer.status).toBe(200);
  const [set = ''] = answer.headers.getSetCookie();
  return { cookie: set.split(';')[0] ?? '', attributes: set, text: await answer.text() };
}

const users = `${endpoints.api}/admin/v1/users?limit=1`;
let cookie: string;

beforeAll(async () => {
  ({ cookie } = await signIn());
});

describe('POST /console/session', () => {
  it('keeps the token in a cookie that no script reads, and out of the answer', async () => {
    const { attributes, text, cookie: own } = await signIn();
    expect(attributes).toMatch(/^cs_console=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(JSON.parse(text)).toMatchObject({ operator: { role: 'OPERATOR' } });
    expect(Object.keys(JSON.parse(text))).not.toContain('token');
    // Without a browser the cookie is no token.
    const sealed = own.slice('cs_console='.length);
    expect((await send('GET', users, { headers: { authorization: `Bearer ${sealed}` } })).status).toBe(401);
  });

  it('refuses a wrong password as the admin API does, and sets no cookie', async () => {
    const body = { username: 'unknown-name', password: 'wrong, and long enough' };
    const answer = await send('POST', session, { origin, body });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'invalid_credentials' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([undefined, 'https://evil.example', 'null'])('refuses a sign-in from the origin %s', async (from) => {
    const sent = { body: endpoints.operators.operator, ...(from && { origin: from }) };
    const answer = await send('POST', session, sent);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'origin_refused' });
    expect(answer.headers.getSetCookie()).toEqual([]);
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

  it.each([
    ['made up', () => 'cs_console=YQ.AAAA'],
    ['changed by a letter', () => `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`],
    ['cut off', () => cookie.slice(0, -20)],
    ['empty', () => 'cs_console='],
    ['without a key', () => `cs_console=${cookie.split('.')[1]}`],
  ])('refuses a cookie that is %s', async (_, make) => {
    const answer = await send('GET', users, { cookie: make() });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'invalid_session' });
  });

  it('never answers a request with a token of its own by the cookie', async () => {
    const answer = await send('GET', users, { cookie, headers: { authorization: 'Bearer unknown' } });
    expect(answer.status).toBe(401);
  });

  it('allows what the role allows, and no more', async () => {
    const answer = await send('GET', `${endpoints.api}/admin/v1/operators`, { cookie });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'role_not_allowed' });
  });
});

describe('GET and DELETE /console/session', () => {
  it('answers 204 where no operator is signed in', async () => {
    expect((await send('GET', session)).status).toBe(204);
  });

  it('names the operator, and ends their session for every copy of the cookie', async () => {
    const { cookie: own } = await signIn();
    const answer = await send('GET', session, { cookie: own });
    expect(await answer.json()).toMatchObject({
      operator: { username: 'operator' },
      access: expect.arrayContaining(['users.read', 'events.read']),
    });
    expect((await send('DELETE', session, { cookie: own })).status).toBe(403);
    const ended = await send('DELETE', session, { cookie: own, origin });
    expect(ended.status).toBe(204);
    expect(ended.headers.getSetCookie()[0]).toMatch(/^cs_console=; Max-Age=0;/);
    expect((await send('GET', users, { cookie: own })).status).toBe(401);
    expect((await send('GET', session, { cookie: own })).status).toBe(401);
  });

  it('answers nothing to a page of another origin', async () => {
    const answer = await send('GET', session, { cookie, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
