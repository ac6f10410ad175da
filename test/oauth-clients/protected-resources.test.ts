import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { callAdmin, signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { useStack } from '../support/stack.ts';
import { addClient, addResource, newIdentifier } from './support/registry.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;
beforeAll(async () => void ({ admin, operator, helpdesk } = await signInAll(api, operators)));

const path = '/protected-resources';
const create = (body: object) => admin.call('POST', path, { body });

describe('every route for protected resources', () => {
  const unknown = `${path}/${randomUUID()}`;
  const reads: [string, string][] = [
    ['GET', path],
    ['GET', unknown],
    ['GET', `${unknown}/metadata`],
  ];
  const changes: [string, string][] = [
    ['POST', path],
    ['PATCH', unknown],
    ['DELETE', unknown],
  ];

  it.each([...reads, ...changes])(
    '%s %s refuses a caller who is not signed in, and the helpdesk',
    async (method, route) => {
      expect((await callAdmin(api, method, route)).status).toBe(401);
      expect((await helpdesk.call(method, route)).body.code).toBe('role_not_allowed');
    },
  );

  it.each(changes)('%s %s refuses an OPERATOR, who may only read', async (method, route) => {
    expect((await operator.call(method, route)).body).toMatchObject({ access: 'clients.manage' });
    expect((await operator.call('GET', path)).status).toBe(200);
  });

  it.each([...reads.slice(1), ...changes.slice(1)])(
    '%s %s answers 404 for an unknown resource',
    async (method, route) => {
      const answer = await admin.call(method, route, method === 'PATCH' ? { body: { name: 'New' } } : {});
      expect([answer.status, answer.body.code]).toEqual([404, 'resource_not_found']);
    },
  );
});

describe('POST /admin/v1/protected-resources', () => {
  it('adds a resource with its defaults and records an event', async () => {
    const identifier = newIdentifier();
    const answer = await create({ identifier, name: 'Orders', scopes: [{ name: 'orders:read' }] });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      identifier,
      scopes: [{ name: 'orders:read', description: null, consent: true }],
      token_format: 'opaque',
      token_lifetime: null,
      signing_alg: 'ES256',
      binding: 'none',
      introspection_clients: [],
    });
    expect(answer.headers.get('location')).toBe(`/admin/v1${path}/${answer.body.id}`);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'PROTECTED RESOURCE CREATED', subject_id: answer.body.id },
    ]);
    const again = await create({ identifier, name: 'Orders' });
    expect([again.status, again.body.code]).toEqual([409, 'resource_identifier_taken']);
  });

  it.each([
    ['no URI', { identifier: 'orders' }],
    ['a fragment', { identifier: 'https://api.example/#x' }],
    ['credentials', { identifier: 'https://user@api.example/' }],
    ['a token lifetime of more than a day', { token_lifetime: 86_401 }],
    ['a scope with a space', { scopes: [{ name: 'a b' }] }],
    ['a symmetric algorithm', { signing_alg: 'HS256' }],
    ['an unknown level', { required_level: 5 }],
    ['an unknown setting', { audience: 'x' }],
  ])('refuses %s as malformed', async (_, change) => {
    const answer = await create({ identifier: newIdentifier(), name: 'Orders', ...change });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it('refuses an unknown client and a repeated scope', async () => {
    const base = { identifier: newIdentifier(), name: 'Orders' };
    const unknown = await create({ ...base, introspection_clients: ['unknown'] });
    expect([unknown.status, unknown.body.field]).toEqual([422, 'introspection_clients']);
    const twice = await create({ ...base, scopes: [{ name: 'a' }, { name: 'a' }] });
    expect([twice.status, twice.body.field]).toEqual([422, 'scopes']);
  });
});

describe('PATCH and DELETE /admin/v1/protected-resources/{resource_id}', () => {
  it('changes only what is sent, and refuses another identifier', async () => {
    const { id } = await addResource(admin);
    const answer = await admin.call('PATCH', `${path}/${id}`, { body: { token_format: 'jwt', token_lifetime: 120 } });
    expect(answer.body).toMatchObject({ token_format: 'jwt', token_lifetime: 120 });
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'PROTECTED RESOURCE CHANGED', detail: 'Test API: token_format, token_lifetime' },
    ]);
    const moved = await admin.call('PATCH', `${path}/${id}`, { body: { identifier: newIdentifier() } });
    expect([moved.status, moved.body.field]).toEqual([422, 'identifier']);
  });

  it('refuses a stale If-Match', async () => {
    const { id } = await addResource(admin);
    const headers = { 'if-match': (await admin.call('GET', `${path}/${id}`)).headers.get('etag')! };
    expect((await admin.call('PATCH', `${path}/${id}`, { body: { name: 'New' }, headers })).status).toBe(200);
    const stale = await admin.call('DELETE', `${path}/${id}`, { headers });
    expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
  });

  it('deletes a resource, but not while a client names it', async () => {
    const { id, identifier } = await addResource(admin);
    const { client_id: client } = await addClient(admin, { resources: [identifier] });
    const kept = await admin.call('DELETE', `${path}/${id}`);
    expect([kept.status, kept.body.code, kept.body.clients]).toEqual([409, 'resource_in_use', [client]]);
    await admin.call('DELETE', `/clients/${client}`);
    const answer = await admin.call('DELETE', `${path}/${id}`);
    expect(answer.status).toBe(204);
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'PROTECTED RESOURCE DELETED', subject_id: id, detail: 'Test API' },
    ]);
    expect((await admin.call('DELETE', `${path}/${id}`)).status).toBe(404);
  });
});

describe('GET /admin/v1/protected-resources', () => {
  it('lists all resources, page by page', async () => {
    const made = await Promise.all([1, 2, 3].map(async () => (await addResource(admin)).identifier));
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await admin.call('GET', `${path}?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { identifier: string }) => item.identifier));
      if (body.next_cursor === null) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('GET /admin/v1/protected-resources/{resource_id}/metadata', () => {
  it('returns the metadata that the resource server publishes (RFC 9728)', async () => {
    const { id, identifier } = await addResource(admin, { token_format: 'jwt', binding: 'dpop' });
    expect((await admin.call('GET', `${path}/${id}/metadata`)).body).toEqual({
      resource: identifier,
      authorization_servers: [`${api}/oauth`],
      jwks_uri: `${api}/oauth/jwks`,
      scopes_supported: ['read', 'write'],
      bearer_methods_supported: ['header'],
      resource_name: 'Test API',
      dpop_signing_alg_values_supported: ['ES256'],
      dpop_bound_access_tokens_required: true,
    });
  });
});
