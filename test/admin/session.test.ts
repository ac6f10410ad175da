import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { callAdmin } from './support/admin-api.ts';
import { login, signIn } from './support/operator-sessions.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;

beforeAll(async () => {
  admin = await signIn(api, operators.admin);
});

/** A new operator for one test. */
async function newOperator(role = 'HELPDESK') {
  const credentials = { username: `op-${randomUUID()}`, password: randomBytes(18).toString('base64url') };
  const { status, body } = await admin.call('POST', '/operators', { body: { ...credentials, role } });
  expect(status).toBe(201);
  return { ...credentials, id: body.id as string };
}

const asCredentials = ({ username, password }: { username: string; password: string }) => ({ username, password });

describe('POST /admin/v1/session', () => {
  it('answers with a token, the operator and the permissions', async () => {
    const answer = await login(api, operators.operator);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      operator: { id: expect.any(String), username: 'operator', display_name: 'Olga Operator', role: 'OPERATOR' },
      access: [
        'users.read',
        'events.read',
        'transactions.read',
        'transactions.modify',
        'clients.read',
        'policies.read',
        'integrations.read',
        'signing-keys.read',
        'settings.read',
      ],
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      idle_seconds: 1800,
    });
    const lasts = Date.parse(answer.body.expires_at) - Date.now();
    expect(lasts).toBeGreaterThan(7.9 * 3_600_000);
    expect(lasts).toBeLessThanOrEqual(8 * 3_600_000);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN LOGIN SUCCESS', agent_user: 'operator', client_ip: expect.stringMatching(/127\.0\.0\.1/) },
    ]);
  });

  it('accepts the username in any case', async () => {
    const { status, body } = await login(api, { ...operators.helpdesk, username: 'HelpDesk' });
    expect(status).toBe(201);
    expect(body.operator.username).toBe('helpdesk');
  });

  it('is not cached and not readable from another origin', async () => {
    const answer = await login(api, operators.helpdesk, { origin: 'https://evil.example' });
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    const preflight = await callAdmin(api, 'OPTIONS', '/session', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(405);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('stores the token only as a keyed hash', async () => {
    const { token } = await signIn(api, operators.helpdesk);
    const rows = await query<{ row: string }>(database, 'select s::text as row from operator_session s');
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).toContain('\\\\x');
    for (const spelled of [token, Buffer.from(token).toString('hex'), Buffer.from(token, 'base64url').toString('hex')])
      expect(text).not.toContain(spelled);
  });

  it.each([
    ['a wrong password', () => ({ ...operators.admin, password: 'x'.repeat(32) }), 'wrong_password', 'admin'],
    [
      'an unknown operator',
      () => ({ username: 'no-such-operator', password: operators.admin.password }),
      'unknown_operator',
      null,
    ],
    [
      'a malformed username',
      () => ({ username: "'; drop table operator; --", password: 'x' }),
      'unknown_operator',
      null,
    ],
  ])('refuses %s, and records it', async (_, credentials, detail, agentUser) => {
    const answer = await login(api, credentials());
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="countersign-admin"');
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN LOGIN FAILED', detail, agent_user: agentUser },
    ]);
  });

  it.each([
    ['no body', undefined],
    ['no password', { username: 'admin' }],
    ['a username with a NUL', { username: 'admin\u0000', password: 'x' }],
    ['an empty password', { username: 'admin', password: '' }],
    ['a list as password', { username: 'admin', password: ['x'] }],
    ['an unknown member', { username: 'admin', password: 'x', role: 'ADMIN' }],
    ['a password of 2 kB', { username: 'admin', password: 'x'.repeat(2000) }],
  ])('refuses %s', async (_, body) => {
    const answer = await callAdmin(api, 'POST', '/session', { body });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid_request');
  });

  it('reports malformed JSON', async () => {
    const answer = await callAdmin(api, 'POST', '/session', { body: '{' });
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_json']);
  });

  it('refuses a form', async () => {
    const answer = await callAdmin(api, 'POST', '/session', {
      body: 'username=admin&password=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(415);
  });
});

describe('GET and DELETE /admin/v1/session', () => {
  it('returns the signed-in operator', async () => {
    const { status, body } = await admin.call('GET', '/session');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      operator: { username: 'admin', role: 'ADMIN' },
      access: [
        'users.read',
        'users.modify',
        'events.read',
        'transactions.read',
        'transactions.modify',
        'roles.manage',
        'clients.read',
        'clients.manage',
        'policies.read',
        'policies.manage',
        'integrations.read',
        'integrations.manage',
        'signing-keys.read',
        'signing-keys.manage',
        'settings.read',
        'settings.manage',
        'api-clients.manage',
      ],
    });
    expect(body).not.toHaveProperty('token');
  });

  it('ends only this session, and records it', async () => {
    const [one, other] = [await signIn(api, operators.helpdesk), await signIn(api, operators.helpdesk)];
    const out = await one.call('DELETE', '/session');
    expect(out.status).toBe(204);
    expect(await eventsOf(database, out)).toMatchObject([{ name: 'ADMIN LOGOUT', agent_user: 'helpdesk' }]);
    expect((await one.call('GET', '/session')).status).toBe(401);
    expect((await one.call('DELETE', '/session')).status).toBe(401);
    expect((await other.call('GET', '/session')).status).toBe(200);
  });

  it.each([
    ['no token', {}],
    ['a malformed token', { authorization: 'Bearer x' }],
    ['an unknown token', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['a token of 10 kB', { authorization: `Bearer ${'A'.repeat(10_000)}` }],
  ])('refuses %s', async (_, headers) => {
    for (const [method, path] of [
      ['GET', '/session'],
      ['DELETE', '/session'],
      ['PUT', '/session/password'],
      ['GET', '/operators'],
      ['GET', '/nothing'],
    ] as const) {
      const answer = await callAdmin(api, method, path, { headers });
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('invalid_session');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="countersign-admin", error="invalid_token"');
    }
  });

  it('refuses the credentials of an API client', async () => {
    const { id, secret } = endpoints.clients.administration;
    const answer = await callAdmin(api, 'GET', '/operators', {
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    });
    expect(answer.status).toBe(401);
  });
});

describe('PUT /admin/v1/session/password', () => {
  it('changes the password, ends all sessions and records it', async () => {
    const operator = await newOperator();
    const [one, other] = [await signIn(api, asCredentials(operator)), await signIn(api, asCredentials(operator))];
    const next = randomBytes(18).toString('base64url');
    const answer = await one.call('PUT', '/session/password', {
      body: { current_password: operator.password, new_password: next },
    });
    expect(answer.status).toBe(204);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN PASSWORD CHANGED', agent_user: operator.username, subject_id: operator.id },
    ]);
    for (const session of [one, other]) expect((await session.call('GET', '/session')).status).toBe(401);
    expect((await login(api, asCredentials(operator))).status).toBe(401);
    expect((await login(api, { username: operator.username, password: next })).status).toBe(201);
  });

  it('requires the current password, and records a wrong one', async () => {
    const operator = await newOperator();
    const session = await signIn(api, asCredentials(operator));
    const answer = await session.call('PUT', '/session/password', {
      body: { current_password: 'x', new_password: randomBytes(18).toString('base64url') },
    });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('wrong_password');
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN PASSWORD CHANGE FAILED', agent_user: operator.username },
    ]);
    expect((await session.call('GET', '/session')).status).toBe(200);
  });

  it('refuses a weak password', async () => {
    const operator = await newOperator();
    const session = await signIn(api, asCredentials(operator));
    const answer = await session.call('PUT', '/session/password', {
      body: { current_password: operator.password, new_password: 'a'.repeat(20) },
    });
    expect(answer.body).toMatchObject({ status: 400, code: 'weak_password', reason: 'too_simple' });
  });

  it('applies only one of two changes at once', async () => {
    const operator = await newOperator();
    const session = await signIn(api, asCredentials(operator));
    const next = [randomBytes(18).toString('base64url'), randomBytes(18).toString('base64url')];
    const answers = await Promise.all(
      next.map((password) =>
        session.call('PUT', '/session/password', {
          body: { current_password: operator.password, new_password: password },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const logins = await Promise.all(next.map((password) => login(api, { username: operator.username, password })));
    expect(logins.map(({ status }) => status === 201)).toEqual(answers.map(({ status }) => status === 204));
  });
});
