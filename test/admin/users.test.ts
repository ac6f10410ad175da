import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { addOperator } from '../operators/support/operators.ts';
import type { TestOperator } from '../operators/support/operators.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { callAdmin, signIn } from './support/admin-api.ts';
import type { SignedIn } from './support/admin-api.ts';
import { eventsOf } from './support/stored-events.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
const noDevice = 'f'.repeat(64);
let deps: Deps;
let admin: SignedIn;
/** Of their own: two hundred denials of an operator are recorded in an hour, and other tests use up those of the demonstration. */
let observers: TestOperator[];

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  admin = await signIn(api, operators.admin);
  observers = [
    await addOperator(deps, ['UserObserver']),
    await addOperator(deps, ['UserObserver', 'AuditObserver', 'SessionContributor']),
  ];
});
afterAll(() => deps.close());

const at = (userId: string, rest = '') => `/users/${encodeURIComponent(userId)}${rest}`;

const reads = ['', '/events', '/notifications', '/consents', '/tokens', '/grants', '/devices', '/devices/users'].map(
  (path) => ['GET', at('unknown-user', path)] as const,
);

const actions = [
  '/devices',
  `/devices/${noDevice}`,
  '/mobile-authentication',
  `/devices/${noDevice}/mobile-authentication`,
  '/push',
  `/devices/${noDevice}/push`,
  '/tokens',
  '/tokens/x',
  '/consents',
  '/consents/x',
  '/push-freeze',
].map((path) => ['DELETE', at('unknown-user', path)] as const);

const everyRoute = [
  ['GET', '/users?user_id=unknown-user', 'users.read', undefined],
  ...reads.map((route) => [...route, 'users.read', undefined] as const),
  ['GET', `/devices/${noDevice}/users`, 'users.read', undefined],
  ...actions.map((route) => [...route, 'users.modify', undefined] as const),
  ['DELETE', `/devices/${noDevice}`, 'users.modify', undefined],
  [
    'POST',
    at('unknown-user', '/devices/deletions'),
    'users.modify',
    { devices: [{ id: noDevice, users_digest: 'x' }] },
  ],
] as const;

describe.each(everyRoute)('%s /admin/v1%s (%s)', (method, path, access, body) => {
  it('refuses a call without a session', async () => {
    for (const token of [undefined, 'x'.repeat(43)]) {
      const answer = await callAdmin(api, method, path, { body }, token);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_session']);
    }
  });

  it('allows only the roles with this permission', async () => {
    for (const { id, call } of observers) {
      const answer = await call(method, path, { body });
      if (access === 'users.read') {
        expect(answer.status).toBe(404);
        continue;
      }
      expect([answer.status, answer.body.code, answer.body.access]).toEqual([403, 'role_not_allowed', 'users.modify']);
      expect(await eventsOf(database, answer)).toMatchObject([
        { name: 'ADMIN ACCESS DENIED', detail: 'users.modify', agent_user: id, client_ip: expect.any(String) },
      ]);
    }
    expect([404, 428]).toContain((await admin.call(method, path, { body })).status);
  });
});

describe('an unknown user', () => {
  it('gets the same 404 from every route', async () => {
    const routes = [['GET', '/users?user_id=unknown-user'], ...reads, ...actions] as const;
    const answers = await Promise.all(routes.map(([method, path]) => admin.call(method, path)));
    for (const { status, body } of answers)
      expect([status, { ...body, request_id: '' }]).toEqual([
        404,
        {
          type: 'urn:countersign:error:user_not_found',
          title: expect.any(String),
          status: 404,
          code: 'user_not_found',
          request_id: '',
        },
      ]);
  });

  it.each([
    '/users?user_id=',
    `/users?user_id=${'x'.repeat(256)}`,
    '/users?user_id=a&user_id=b',
    '/users?name=a',
    '/users/%00',
    '/users/%E2%80%AEx',
  ])('is not the answer to a malformed request: %s', async (path) => {
    expect((await admin.call('GET', path)).body).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('GET /admin/v1/users', () => {
  it('finds a user by exact id with any characters, and no other user', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', "o'brien", '..', 'Upper']) {
      const userId = `${text}-${randomUUID()}`;
      await RawPhone.connect(endpoints, { userId });
      for (const path of [`/users?${new URLSearchParams({ user_id: userId })}`, at(userId)]) {
        const answer = await observers[0]!.call('GET', path);
        expect(answer.body, path).toMatchObject({
          user_id: userId,
          known_since: expect.any(String),
          devices: 1,
          grants: 1,
          open_transactions: 0,
          push_frozen_until: null,
        });
        expect(answer.headers.get('cache-control')).toContain('no-store');
      }
      for (const other of [userId.slice(0, -1), `${userId}x`, userId.toLowerCase(), userId.toUpperCase()]) {
        if (other !== userId) expect((await admin.call('GET', at(other))).status, other).toBe(404);
      }
    }
  });

  it('finds a user who has only events', async () => {
    const userId = `only-events-${randomUUID()}`;
    await createWebsite(endpoints).enrollmentCode(userId);
    expect((await admin.call('GET', at(userId))).body).toMatchObject({
      user_id: userId,
      known_since: null,
      devices: 0,
      grants: 0,
      open_transactions: 0,
      push_frozen_until: null,
    });
  });
});
