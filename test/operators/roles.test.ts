import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/runtime/deps.ts';
import { callAdmin } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { addPerson } from '../authentication/support/people.ts';
import { callPersons } from '../persons/support/persons-api.ts';
import { basic } from '../support/website.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { query } from '../support/query.ts';
import { addOperator } from './support/operators.ts';
import type { TestOperator } from './support/operators.ts';

const path = '/role-assignments';
let server: OwnServer;
let deps: Deps;
let ada: TestOperator;
let helen: TestOperator;
beforeAll(async () => {
  server = await startOwnServer();
  ({ deps } = server);
  ada = await addOperator(deps, ['Administrator'], server.endpoints);
  helen = await addOperator(deps, ['UserContributor', 'RoleContributor'], server.endpoints);
});
afterAll(() => server.stop());

const statement = (text: string, values: unknown[] = []) => query(server.endpoints.postgres_url, text, values);
const give = (by: TestOperator, id: string, role: string) =>
  by.call('POST', path, { body: { role_id: role, subject: { type: 'user', id } } });
const assignmentOf = async (id: string, role: string) =>
  (await ada.call('GET', `${path}?user_id=${id}&role_id=${role}`)).body.items[0].id as string;
const administrators = async () =>
  (
    await statement(
      "select r.person_id from role_assignment r join person p on p.id = r.person_id where role = 'Administrator' and p.status = 'active'",
    )
  ).length;

describe('every route of role assignments', () => {
  const unknown = `${path}/${randomUUID()}`;
  const routes: [string, string, object?][] = [
    ['GET', path],
    ['POST', path, { role_id: 'UserObserver', subject: { type: 'user', id: 'x' } }],
    ['DELETE', unknown],
  ];

  it.each(routes)(
    '%s %s refuses every role except Administrator, and a call without a token',
    async (method, at, body) => {
      const refused = await helen.call(method, at, { body });
      expect(refused.body).toMatchObject({ status: 403, code: 'role_not_allowed', access: 'roles.manage' });
      expect((await callAdmin(server.endpoints.api, method, at, { body })).status).toBe(401);
    },
  );

  it('refuses what is unknown', async () => {
    expect((await give(ada, 'unknown', 'UserObserver')).body).toMatchObject({ status: 404, code: 'person_not_found' });
    expect((await ada.call('DELETE', unknown)).body).toMatchObject({ status: 404, code: 'role_assignment_not_found' });
    expect((await give(ada, helen.id, 'Root')).body).toMatchObject({ status: 400, code: 'invalid_request' });
    const more = { role_id: 'UserObserver', subject: { type: 'user', id: helen.id }, given_by: 'another' };
    expect((await ada.call('POST', path, { body: more })).status).toBe(400);
    expect((await ada.call('GET', `${path}?cursor=AAAA`)).body).toMatchObject({ status: 400 });
  });
});

describe('POST /admin/v1/role-assignments', () => {
  it('gives a person a role once, and records it', async () => {
    const { id } = await addPerson(server.endpoints);
    const given = await give(ada, id, 'AuditObserver');
    expect(given.body).toEqual({
      id: expect.any(String),
      role_id: 'AuditObserver',
      subject: { type: 'user', id },
      given_by: ada.id,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(given.status).toBe(201);
    expect(await eventsOf(server.endpoints.postgres_url, given)).toMatchObject([
      { name: 'ROLE GIVEN', detail: 'AuditObserver', agent_user: ada.id },
    ]);
    const again = await Promise.all(Array.from({ length: 16 }, () => give(ada, id, 'AuditObserver')));
    expect(new Set(again.map(({ status, body }) => `${status} ${body.id}`))).toEqual(new Set([`201 ${given.body.id}`]));
    expect(await statement('select 1 from role_assignment where person_id = $1', [id])).toHaveLength(1);
  });

  it('gives it once when it is asked for at once', async () => {
    const { id } = await addPerson(server.endpoints);
    const answers = await Promise.all(Array.from({ length: 16 }, () => give(ada, id, 'UserObserver')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await statement("select 1 from event where name = 'ROLE GIVEN' and user_id = $1", [id])).toHaveLength(1);
  });

  it('is no part of a profile: a role that is sent with one is refused', async () => {
    const roles = { roles: ['Administrator'] };
    expect((await ada.call('POST', '/users', { body: { username: 'mass_one', ...roles } })).status).toBe(400);
    expect((await ada.call('PATCH', `/users/${helen.id}`, { body: roles })).status).toBe(400);
    const json = { email_addresses: [{ value: 'mass@example.com' }], ...roles };
    expect((await callPersons('POST', '/persons', { json }, server.endpoints)).status).toBe(400);
  });
});

describe('DELETE /admin/v1/role-assignments/{id}', () => {
  it('takes a role at once and once, and records it', async () => {
    const tom = await addOperator(deps, ['UserObserver'], server.endpoints);
    const id = await assignmentOf(tom.id, 'UserObserver');
    const answers = await Promise.all(Array.from({ length: 16 }, () => ada.call('DELETE', `${path}/${id}`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(15);
    expect((await tom.call('GET', `/users/${ada.id}`)).status).toBe(403);
    expect(
      await statement("select detail, agent_user from event where name = 'ROLE TAKEN' and user_id = $1", [tom.id]),
    ).toEqual([{ detail: 'UserObserver', agent_user: ada.id }]);
  });
});

describe('a person with hub roles', () => {
  const disable = (by: TestOperator, id: string) =>
    by.call('POST', `/users/${id}/disable`, { body: { reason: 'Because' } });

  it('is changed by no operator who has less, and by no API client', async () => {
    const email = { email_addresses: [{ value: 'thief@example.com', primary: true }] };
    for (const answer of [
      await helen.call('PATCH', `/users/${ada.id}`, { body: email }),
      await helen.call('DELETE', `/users/${ada.id}`),
      await disable(helen, ada.id),
      await helen.call('POST', `/users/${ada.id}/unlock`, { body: { reason: 'Because' } }),
      await helen.call('DELETE', `/users/${ada.id}/devices`),
    ])
      expect(answer.body).toMatchObject({ status: 403, code: 'role_elevation' });
    const where = server.endpoints;
    const verified = { email_addresses: [{ value: 'thief@example.com', primary: true, verified: true }] };
    const changed = await callPersons('PATCH', `/persons/${ada.id}`, { json: verified }, where);
    expect([changed.status, changed.body.error_code]).toEqual([403, 9403]);
    expect((await callPersons('DELETE', `/persons/${helen.id}`, {}, where)).status).toBe(403);
    // With a phone of its own a site would sign in as them.
    const authorization = basic(where.clients.end_user);
    const code = await fetch(`${where.api}/oauth/api/v1/otp/${ada.id}`, { headers: { authorization } });
    expect(code.status).toBe(403);
    expect((await helen.call('PATCH', `/users/${helen.id}`, { body: { display_name: 'Helen' } })).status).toBe(200);
  });

  it('does not disable or delete themselves', async () => {
    expect((await disable(ada, ada.id)).body).toMatchObject({ status: 409, code: 'own_account' });
    expect((await ada.call('DELETE', `/users/${ada.id}`)).body).toMatchObject({ status: 409, code: 'own_account' });
  });
});

describe('the last Administrator', () => {
  const disable = (by: TestOperator, id: string) =>
    by.call('POST', `/users/${id}/disable`, { body: { reason: 'Because' } });
  const roleOf = async ({ id }: TestOperator) =>
    (await statement("select id from role_assignment where role = 'Administrator' and person_id = $1", [id]))[0]?.[
      'id'
    ];
  const removals: [string, (by: TestOperator, other: TestOperator) => ReturnType<TestOperator['call']>][] = [
    ['take the role of', async (by, other) => by.call('DELETE', `${path}/${await roleOf(other)}`)],
    ['disable', (by, other) => disable(by, other.id)],
    ['delete', (by, other) => by.call('DELETE', `/users/${other.id}`)],
  ];

  it('keeps the role', async () => {
    await statement("delete from role_assignment where role = 'Administrator' and person_id <> $1", [ada.id]);
    const taken = await ada.call('DELETE', `${path}/${await roleOf(ada)}`);
    expect(taken.body).toMatchObject({ status: 409, code: 'last_administrator' });
    expect(await eventsOf(server.endpoints.postgres_url, taken)).toMatchObject([
      { name: 'ROLE CHANGE REFUSED', detail: 'last_administrator', agent_user: ada.id },
    ]);
  });

  it.each(removals)('remains when two %s each other at once', async (_, remove) => {
    await statement("delete from role_assignment where role = 'Administrator'");
    const one = await addOperator(deps, ['Administrator'], server.endpoints);
    const other = await addOperator(deps, ['Administrator'], server.endpoints);
    const answers = await Promise.all([remove(one, other), remove(other, one)]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(await administrators()).toBe(1);
  });
});
