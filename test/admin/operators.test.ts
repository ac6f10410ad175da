import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { callAdmin } from './support/admin-api.ts';
import { login, signIn, signInAll } from './support/operator-sessions.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;

const newPassword = () => randomBytes(18).toString('base64url');
const newUsername = () => `op-${randomUUID()}`;

beforeAll(async () => {
  ({ admin, operator, helpdesk } = await signInAll(api, operators));
});

async function create(change: object = {}) {
  const credentials = { username: newUsername(), password: newPassword() };
  const { status, body } = await admin.call('POST', '/operators', {
    body: { ...credentials, role: 'HELPDESK', ...change },
  });
  expect(status).toBe(201);
  return { credentials, id: body.id as string, path: `/operators/${body.id}` };
}

describe('every route for operators', () => {
  const unknownOperator = `/operators/${randomUUID()}`;
  const routes: [string, string, object?][] = [
    ['GET', '/operators'],
    ['POST', '/operators', {}],
    ['GET', unknownOperator],
    ['PATCH', unknownOperator, {}],
    ['DELETE', unknownOperator],
  ];

  it.each(routes)('%s %s refuses every role except ADMIN, and records the refusal', async (method, path, body) => {
    for (const [name, caller] of [
      ['operator', operator],
      ['helpdesk', helpdesk],
    ] as const) {
      const answer = await caller.call(method, path, { body });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: 'role_not_allowed', access: 'roles.manage' });
      expect(await eventsOf(database, answer)).toMatchObject([
        { name: 'ADMIN ACCESS DENIED', detail: 'roles.manage', agent_user: name },
      ]);
    }
  });

  it.each(routes)('%s %s refuses a call without a session', async (method, path, body) => {
    const answer = await callAdmin(api, method, path, { body });
    expect(answer.status).toBe(401);
  });
});

describe('GET /admin/v1/operators', () => {
  it('lists by username, page by page, without password data', async () => {
    const made = await Promise.all([create(), create(), create()]);
    const seen: { id: string; username: string }[] = [];
    let cursor: string | null = null;
    do {
      const { status, body } = await admin.call('GET', `/operators?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items);
      cursor = body.next_cursor;
    } while (cursor);
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(Object.keys(seen[0] as object).toSorted()).toEqual([
      'created_at',
      'disabled',
      'display_name',
      'id',
      'last_login_at',
      'role',
      'username',
    ]);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=***', 'other=1', 'cursor=AAAA'])('refuses ?%s', async (query) => {
    expect((await admin.call('GET', `/operators?${query}`)).body).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });
});

describe('POST /admin/v1/operators', () => {
  it('creates an operator who can sign in, and records it', async () => {
    const credentials = { username: `Op-${randomUUID()}`, password: newPassword() };
    const answer = await admin.call('POST', '/operators', {
      body: { ...credentials, role: 'OPERATOR', display_name: 'Zoë from Support' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      username: credentials.username.toLowerCase(),
      display_name: 'Zoë from Support',
      role: 'OPERATOR',
      disabled: false,
      created_at: expect.any(String),
      last_login_at: null,
    });
    expect(answer.headers.get('location')).toBe(`/admin/v1/operators/${answer.body.id}`);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN OPERATOR CREATED', detail: 'OPERATOR', agent_user: 'admin', subject_id: answer.body.id },
    ]);
    expect((await login(api, credentials)).status).toBe(201);
    expect((await admin.call('GET', `/operators/${answer.body.id}`)).body).toMatchObject({
      id: answer.body.id,
      last_login_at: expect.any(String),
    });
  });

  it('refuses a username that exists in any case, and creates only one of several at once', async () => {
    const { credentials } = await create();
    const again = await admin.call('POST', '/operators', {
      body: { ...credentials, username: credentials.username.toUpperCase(), role: 'ADMIN' },
    });
    expect(again.body).toMatchObject({ status: 409, code: 'username_taken' });
    expect(await eventsOf(database, again)).toMatchObject([
      { name: 'ADMIN OPERATOR CHANGE REFUSED', detail: 'username_taken', agent_user: 'admin' },
    ]);
    const body = { username: newUsername(), password: newPassword(), role: 'HELPDESK' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => admin.call('POST', '/operators', { body })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it.each([
    ['too_short', 'short-pass1'],
    ['too_long', 'abcdefghij'.repeat(26)],
    ['too_simple', 'abababababababab'],
    ['contains_username', 'theirname-1234567'],
    ['common', 'Superman-2026!'],
  ])('refuses a password that is %s', async (reason, password) => {
    const answer = await admin.call('POST', '/operators', {
      body: { username: 'TheirName', role: 'HELPDESK', password },
    });
    expect(answer.body).toMatchObject({ status: 400, code: 'weak_password', reason });
  });

  it.each([
    ['no role', { role: undefined }],
    ['an unknown role', { role: 'ROOT' }],
    ['a role in lower case', { role: 'admin' }],
    ['a username with a space', { username: 'a b' }],
    ['a username of look-alikes', { username: 'аdmin' }],
    ['an empty username', { username: '' }],
    ['a username too long', { username: 'a'.repeat(65) }],
    ['a blank display name', { display_name: '  ' }],
    ['a display name with a NUL', { display_name: 'a\u0000' }],
    ['a given id', { id: randomUUID() }],
    ['a password hash', { password_hash: 'x' }],
  ])('refuses %s', async (_, change) => {
    const answer = await admin.call('POST', '/operators', {
      body: { username: newUsername(), password: newPassword(), role: 'HELPDESK', ...change },
    });
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('PATCH /admin/v1/operators/{id}', () => {
  it.each([
    ['another role', { role: 'OPERATOR' }, 'role OPERATOR'],
    ['another password', { password: 'a new long password' }, 'password'],
    ['disabled', { disabled: true }, 'disabled'],
    ['all three', { role: 'ADMIN', disabled: true, password: 'a new long password' }, 'role ADMIN, disabled, password'],
  ])('ends the sessions of the operator after a change: %s, and records it', async (_, change, detail) => {
    const { credentials, path, id } = await create();
    const session = await signIn(api, credentials);
    const answer = await admin.call('PATCH', path, { body: change });
    expect(answer.status).toBe(200);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'ADMIN OPERATOR CHANGED', detail, agent_user: 'admin', subject_id: id },
    ]);
    expect((await session.call('GET', '/session')).status).toBe(401);
    const { disabled = false, password = credentials.password } = change as { disabled?: boolean; password?: string };
    expect((await login(api, { ...credentials, password })).status).toBe(disabled ? 401 : 201);
  });

  it('keeps sessions after a change of the display name, and records no event without a change', async () => {
    const { credentials, path } = await create();
    const session = await signIn(api, credentials);
    for (const events of [1, 0]) {
      const answer = await admin.call('PATCH', path, {
        body: { display_name: 'Other', role: 'HELPDESK', disabled: false },
      });
      expect(answer.body).toMatchObject({ display_name: 'Other', role: 'HELPDESK' });
      expect(await eventsOf(database, answer)).toHaveLength(events);
    }
    expect((await session.call('GET', '/session')).status).toBe(200);
  });

  it.each([{ role: 'HELPDESK' }, { disabled: true }, { password: 'a new long password' }])(
    'refuses to change the own account with %o',
    async (change) => {
      const answer = await admin.call('PATCH', `/operators/${admin.operatorId}`, { body: change });
      expect(answer.body).toMatchObject({ status: 409, code: 'own_account' });
      expect(await eventsOf(database, answer)).toMatchObject([
        { name: 'ADMIN OPERATOR CHANGE REFUSED', detail: 'own_account' },
      ]);
      expect((await admin.call('GET', '/session')).status).toBe(200);
    },
  );

  it('refuses an unknown and a malformed id, and a weak password', async () => {
    expect((await admin.call('PATCH', `/operators/${randomUUID()}`, { body: {} })).body).toMatchObject({
      status: 404,
      code: 'operator_not_found',
    });
    expect((await admin.call('GET', `/operators/${randomUUID()}`)).body).toMatchObject({
      status: 404,
      code: 'operator_not_found',
    });
    expect((await admin.call('PATCH', '/operators/x', { body: {} })).status).toBe(400);
    const { path } = await create();
    expect((await admin.call('PATCH', path, { body: { password: 'short' } })).body).toMatchObject({
      status: 400,
      code: 'weak_password',
      reason: 'too_short',
    });
    expect((await admin.call('PATCH', path, { body: { username: 'other' } })).status).toBe(400);
  });
});

describe('DELETE /admin/v1/operators/{id}', () => {
  it('deletes an operator with the sessions; a repetition changes nothing', async () => {
    const { credentials, path, id } = await create();
    const session = await signIn(api, credentials);
    const answers = [await admin.call('DELETE', path), await admin.call('DELETE', path)];
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect((await Promise.all(answers.map((answer) => eventsOf(database, answer)))).flat()).toMatchObject([
      { name: 'ADMIN OPERATOR DELETED', subject_id: id, detail: credentials.username },
    ]);
    expect((await session.call('GET', '/session')).status).toBe(401);
    expect((await login(api, credentials)).status).toBe(401);
  });

  it('refuses to delete the own account', async () => {
    expect((await admin.call('DELETE', `/operators/${admin.operatorId}`)).body).toMatchObject({
      status: 409,
      code: 'own_account',
    });
  });
});
