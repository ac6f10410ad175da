import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { callAdmin, signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { createCaller } from '../self-service/support/self-service-api.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';
import { createTestPerson } from './support/persons-api.ts';

const { api, operators, postgres_url: database } = useStack().endpoints;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;
beforeAll(async () => void ({ admin, operator, helpdesk } = await signInAll(api, operators)));

const path = '/claims';
const create = (body: object) => admin.call('POST', path, { body });
/** A definition that there is not yet. */
function newClaim(settings: object = {}) {
  const name = `c${randomUUID().replaceAll('-', '')}`;
  const friendly = { en: 'Staff number', nl: 'Personeelsnummer' };
  return { claim_type: `urn:example:${name}`, variable_name: name, friendly_name: friendly, kind: 'free', ...settings };
}

describe('every route for claim definitions', () => {
  const unknown = `${path}/${randomUUID()}`;
  const changes: [string, string][] = [
    ['POST', path],
    ['PATCH', unknown],
    ['DELETE', unknown],
  ];

  it.each<[string, string]>([['GET', path], ['GET', unknown], ...changes])(
    '%s %s refuses a caller who is not signed in, and the helpdesk',
    async (method, route) => {
      expect((await callAdmin(api, method, route)).status).toBe(401);
      expect((await helpdesk.call(method, route)).body).toMatchObject({ code: 'role_not_allowed' });
    },
  );

  it.each(changes)('%s %s refuses an OPERATOR, who may only read', async (method, route) => {
    expect((await operator.call(method, route)).body).toMatchObject({ access: 'claims.manage' });
    expect((await operator.call('GET', path)).status).toBe(200);
  });

  it.each<[string, string]>([['GET', unknown], ...changes.slice(1)])('%s %s answers 404', async (method, route) => {
    const answer = await admin.call(method, route, method === 'PATCH' ? { body: { multiple: true } } : {});
    expect([answer.status, answer.body.code]).toEqual([404, 'claim_unknown']);
  });
});

describe('/admin/v1/claims', () => {
  it('adds a definition with its defaults, changes and deletes it, each with an event', async () => {
    const claim = newClaim();
    const added = await create(claim);
    expect([added.status, added.body]).toMatchObject([
      201,
      { ...claim, options: [], multiple: false, pattern: null, updateable: false, restrict_elevation: false },
    ]);
    expect(await eventsOf(database, added)).toMatchObject([{ name: 'CLAIM CREATED', subject_id: added.body.id }]);
    for (const name of ['claim_type', 'variable_name'] as const) {
      const taken = await create({ ...newClaim(), [name]: claim[name] });
      expect([taken.status, taken.body.code]).toEqual([409, 'claim_taken']);
    }
    const one = `${path}/${added.body.id}`;
    const etag = added.headers.get('etag') ?? '';
    const changed = await admin.call('PATCH', one, { body: { multiple: true }, headers: { 'if-match': etag } });
    expect([changed.status, changed.body.multiple]).toEqual([200, true]);
    expect(await eventsOf(database, changed)).toMatchObject([
      { name: 'CLAIM CHANGED', detail: `${claim.claim_type}: multiple` },
    ]);
    const stale = await admin.call('PATCH', one, { body: { multiple: false }, headers: { 'if-match': etag } });
    expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
    const deleted = await admin.call('DELETE', one);
    expect(deleted.status).toBe(204);
    expect(await eventsOf(database, deleted)).toMatchObject([{ name: 'CLAIM DELETED', detail: claim.claim_type }]);
  });

  it.each<[string, object, string]>([
    ['a type that is no URI', { claim_type: 'staff number' }, 'claim_type'],
    ['a discrete claim without options', { kind: 'discrete' }, 'options'],
    ['a free claim with options', { options: ['a'] }, 'options'],
    ['one option twice', { kind: 'discrete', options: ['a', 'a'] }, 'options'],
    ['a pattern of a discrete claim', { kind: 'discrete', options: ['a'], pattern: 'a' }, 'pattern'],
    ['a pattern that is none', { pattern: '[a' }, 'pattern'],
    ['a pattern that could take for ever', { pattern: '(a+)+' }, 'pattern'],
    ['what it does not know', { roles: [] }, 'roles'],
  ])('refuses %s', async (_, settings, parameter) => {
    const answer = await create(newClaim(settings));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.parameter).toBe(parameter);
  });

  it('keeps type and kind', async () => {
    const { body } = await create(newClaim());
    for (const change of [{ kind: 'discrete' }, { claim_type: 'urn:example:other' }])
      expect((await admin.call('PATCH', `${path}/${body.id}`, { body: change })).status).toBe(400);
  });
});

describe('values of claims', () => {
  it('are given by an operator, encrypted, and hold their definition', async () => {
    const { body: definition } = await create(newClaim({ pattern: '[A-Z]{2}\\d{4}' }));
    const { body: person } = await createTestPerson();
    const one = `/users/${person.person_id}`;
    const give = (values: string[] | null) =>
      admin.call('PATCH', one, { body: { claims: { [definition.claim_type]: values } } });
    const given = await give(['AB1234']);
    expect([given.status, given.body.claims]).toEqual([200, { [definition.claim_type]: ['AB1234'] }]);
    const [row] = await query(database, `select "values" from person_claim where person_id = $1`, [person.person_id]);
    expect(String(row?.['values'])).not.toContain('AB1234');
    for (const values of [['ab1234'], ['AB1234', 'CD5678'], [''], ['x'.repeat(256)]])
      expect((await give(values)).body).toMatchObject({ code: 'invalid_request' });
    const unknown = await admin.call('PATCH', one, { body: { claims: { 'urn:example:none': ['a'] } } });
    expect(unknown.body).toMatchObject({ code: 'invalid_request', parameter: 'claims' });
    const held = await admin.call('DELETE', `${path}/${definition.id}`);
    expect([held.status, held.body.code]).toEqual([409, 'claim_in_use']);
    expect((await give(null)).body.claims).toEqual({});
    expect((await admin.call('DELETE', `${path}/${definition.id}`)).status).toBe(204);
  });

  it('go with the person, also while the definition is about to', async () => {
    const { body: definition } = await create(newClaim());
    const { body: person } = await createTestPerson();
    const one = `/users/${person.person_id}`;
    const [given, deleted] = await Promise.all([
      admin.call('PATCH', one, { body: { claims: { [definition.claim_type]: ['1'] } } }),
      admin.call('DELETE', `${path}/${definition.id}`),
    ]);
    // Whichever is first, the other is refused.
    expect([
      [200, 409],
      [400, 204],
    ]).toContainEqual([given.status, deleted.status]);
    expect((await admin.call('DELETE', one)).status).toBe(204);
    expect(await query(database, `select from person_claim where person_id = $1`, [person.person_id])).toEqual([]);
  });
});

describe('/self-service/v1/profile', () => {
  it('shows what is known of the caller, and changes what is theirs', async () => {
    const { body: shirt } = await create(
      newClaim({
        kind: 'discrete',
        options: ['S', 'M'],
        updateable: true,
        friendly_name: { en: 'Shirt', nl: 'Shirt' },
      }),
    );
    const caller = await createCaller();
    const json = {
      ...{ display_name: 'Anna V.', birthdate: '1990-02-01', zoneinfo: 'Europe/Amsterdam', locale: 'nl-nl' },
      address: { street_address: 'Dam 1', locality: 'Amsterdam', country: 'NL' },
      claims: { [shirt.claim_type]: ['M'] },
    };
    const changed = await caller.call('PATCH', '/profile', { json });
    const { claims: sent, ...details } = json;
    expect([changed.status, changed.body]).toMatchObject([200, { sub: caller.userId, ...details, locale: 'nl-NL' }]);
    expect(changed.body.claims).toContainEqual({
      ...{ claim_type: shirt.claim_type, friendly_name: 'Shirt', kind: 'discrete', options: ['S', 'M'] },
      ...{ multiple: false, values: sent[shirt.claim_type], editable: true },
    });
    const moved = await caller.call('PATCH', '/profile', {
      json: { address: { locality: 'Utrecht' }, birthdate: null },
    });
    expect(moved.body).toMatchObject({ birthdate: null, address: { street_address: 'Dam 1', locality: 'Utrecht' } });
    expect((await caller.call('GET', '/profile')).body).toEqual(moved.body);
    const events = await query(database, `select detail from event where user_id = $1 and name = 'PERSON CHANGED'`, [
      caller.userId,
    ]);
    expect(events.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('claims'));
  });

  it('refuses what the caller may not change', async () => {
    const { body: fixed } = await create(newClaim());
    const { body: level } = await create(
      newClaim({
        ...{ kind: 'discrete', options: ['reader', 'writer'], multiple: true },
        ...{ updateable: true, restrict_elevation: true },
      }),
    );
    const caller = await createCaller();
    const patch = (json: unknown, as?: string | null) =>
      caller.call('PATCH', '/profile', { json, ...(as !== undefined && { as }) });
    const give = (values: string[]) => patch({ claims: { [level.claim_type]: values } });
    const refused = await patch({ claims: { [fixed.claim_type]: ['1'] } });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'claim_not_editable', claim_type: fixed.claim_type },
    ]);
    expect((await give(['reader'])).body).toMatchObject({ code: 'claim_elevation', claim_type: level.claim_type });
    await admin.call('PATCH', `/users/${caller.userId}`, { body: { claims: { [level.claim_type]: ['reader'] } } });
    expect((await give(['reader', 'writer'])).status).toBe(403);
    expect((await give([])).status).toBe(200);
    expect((await give(['reader'])).status).toBe(403);
    const reading = await caller.token({ scope: 'self_service:read' });
    expect([(await patch({}, reading)).status, (await patch({}, null)).status]).toEqual([403, 401]);
    for (const json of [
      ...[{ status: 'active' }, { sub: 'another' }, { username: 'root-of-all' }, { email: 'a@example.com' }],
      ...[{ roles: ['Administrator'] }, { email_verified: true }, { address: { roles: [] } }, { reference_id: 'x' }],
      ...[{ display_name: '' }, { display_name: 'a\u202eb' }, { display_name: 'a\u0007' }, { zoneinfo: 'Mars/Base' }],
      ...[{ birthdate: '2999-01-01' }, { locale: 'x_y' }, { address: { country: 'XX' } }, { claims: { none: ['a'] } }],
    ])
      expect([(await patch(json)).status, json]).toEqual([400, json]);
  });
});
