import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callAdmin, signIn, signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { addOperator } from '../operators/support/operators.ts';
import { addClient, addResource, addSecret, service, spa } from './support/registry.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer();
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server.stop());

const path = '/oauth-configuration';
const read = async () => (await admin.call('GET', path)).body;
const put = async (body: unknown, query = '') => {
  const headers = { 'if-match': (await admin.call('GET', path)).headers.get('etag')! };
  return admin.call('PUT', `${path}${query}`, { body, headers });
};

describe('GET and PUT /admin/v1/oauth-configuration', () => {
  it('restores the same state, without secrets', async () => {
    const { client_id: id } = await addClient(admin);
    const { identifier } = await addResource(admin, { introspection_clients: [id] });
    const { client_id: caller } = await addClient(admin, { resources: [identifier], scopes: ['read'] });
    await addClient(admin, spa);
    const { client_secret: secret } = await addSecret(admin, id);
    const file = await read();
    expect(JSON.stringify(file)).not.toContain(secret);
    expect((await put(file)).body).toEqual({ dry_run: false, changes: [] });

    const emptied = await put({ clients: [], protected_resources: [] }, '?remove_others=true');
    expect(emptied.body.changes).toHaveLength(4);
    expect(await read()).toEqual({ clients: [], protected_resources: [], identity_providers: [] });
    const restored = await put(file);
    expect(restored.body.changes).toContainEqual({ kind: 'client', id: caller, action: 'create', fields: [] });
    expect(await read()).toEqual(file);
    expect((await eventsOf(server.endpoints.postgres_url, restored)).map(({ name }) => name).toSorted()).toEqual([
      'CLIENT CREATED',
      'CLIENT CREATED',
      'CLIENT CREATED',
      'PROTECTED RESOURCE CREATED',
    ]);
  });

  it('writes identity providers with their secrets, which no file reads, and leaves them where it has none', async () => {
    const provider = { id: 'work', kind: 'oidc', name: 'Work', issuer: 'https://login.example', client_id: 'c' };
    const before = await read();
    const missing = await put({ ...before, identity_providers: [provider] });
    expect([missing.status, missing.body.parameter]).toEqual([400, 'client_secret']);
    const created = await put({ ...before, identity_providers: [{ ...provider, client_secret: 'very secret' }] });
    expect(created.body.changes).toEqual([{ kind: 'identity_provider', id: 'work', action: 'create', fields: [] }]);
    const file = await read();
    expect(JSON.stringify(file)).not.toContain('very secret');
    expect((await put(file)).body.changes).toEqual([]);
    const [exported] = file.identity_providers;
    const changed = await put({ ...file, identity_providers: [{ ...exported, name: 'Office', acr: { strong: 2 } }] });
    expect(changed.body.changes).toEqual([
      { kind: 'identity_provider', id: 'work', action: 'change', fields: expect.arrayContaining(['acr', 'name']) },
    ]);
    const shown = await admin.call('GET', '/identity-providers/work');
    expect(shown.body).toMatchObject({ name: 'Office', client_secret_set: true, acr: { strong: 2 } });
    for (const moved of [{ issuer: 'https://elsewhere.example' }, { kind: 'google' }])
      expect((await put({ ...file, identity_providers: [{ ...exported, ...moved }] })).status).toBe(400);
    // A file without them changes none of them, and deletes none.
    const { identity_providers: _others, ...without } = await read();
    expect((await put(without, '?remove_others=true')).body.changes).toEqual([]);
    await admin.call('DELETE', '/identity-providers/work');
  });

  it('returns the changes of a dry run without making them', async () => {
    const before = await read();
    const file = { clients: [{ client_id: 'dry', name: 'Dry', ...service }], protected_resources: [] };
    const answer = await put(file, '?dry_run=true&remove_others=true');
    expect(answer.body.dry_run).toBe(true);
    expect(answer.body.changes).toHaveLength(1 + before.clients.length + before.protected_resources.length);
    expect(await read()).toEqual(before);
    expect(await eventsOf(server.endpoints.postgres_url, answer)).toEqual([]);
  });

  it('changes what differs and returns the names of the settings', async () => {
    const { client_id: id } = await addClient(admin);
    const file = await read();
    const client = file.clients.find((one: { client_id: string }) => one.client_id === id);
    const answer = await put({ clients: [{ ...client, name: 'Renamed', enabled: false }], protected_resources: [] });
    expect(answer.body.changes).toEqual([{ kind: 'client', id, action: 'change', fields: ['enabled', 'name'] }]);
  });

  it('deletes nothing without If-Match, with a star, or with a stale ETag', async () => {
    const before = await admin.call('GET', path);
    await addClient(admin);
    const body = { clients: [], protected_resources: [] };
    for (const [headers, status] of [
      [{}, 400],
      [{ 'if-match': '*' }, 400],
      [{ 'if-match': before.headers.get('etag')! }, 412],
    ] as const)
      expect((await admin.call('PUT', `${path}?remove_others=true`, { body, headers })).status).toBe(status);
    expect((await read()).clients).toHaveLength(before.body.clients.length + 1);
  });

  it('takes identity providers from no operator who may not change them', async () => {
    const connie = await addOperator(server.deps, ['ClientContributor'], server.endpoints);
    const file = { clients: [], protected_resources: [] };
    const refused = await connie.call('PUT', `${path}?dry_run=true`, { body: { ...file, identity_providers: [] } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'role_not_allowed', access: 'integrations.manage' } });
    expect((await connie.call('PUT', `${path}?dry_run=true`, { body: file })).status).toBe(200);
  });

  it('makes all changes or none', async () => {
    const before = await read();
    const clients = [
      { client_id: 'good', name: 'Good', ...service },
      { client_id: 'bad', name: 'Bad', ...service, resources: ['https://unknown.example'] },
    ];
    const answer = await put({ clients, protected_resources: [] });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([422, 'client_metadata_invalid', 'resources']);
    expect(await read()).toEqual(before);
  });

  it('refuses to delete a resource that a client still names', async () => {
    const { identifier } = await addResource(admin);
    const { client_id: id } = await addClient(admin, { resources: [identifier] });
    const file = await read();
    const clients = file.clients.filter((one: { client_id: string }) => one.client_id === id);
    const answer = await put({ clients, protected_resources: [] }, '?remove_others=true');
    expect([answer.status, answer.body.field]).toEqual([422, 'resources']);
  });

  it.each([
    ['a client without an id', { clients: [{ name: 'X', ...service }], protected_resources: [] }],
    [
      'a repeated client',
      { clients: [1, 2].map(() => ({ client_id: 'x', name: 'X', ...service })), protected_resources: [] },
    ],
    ['a secret', { clients: [{ client_id: 'x', name: 'X', ...service, secrets: [] }], protected_resources: [] }],
    ['a file without protected_resources', { clients: [] }],
  ])('refuses %s as malformed', async (_, body) => {
    const answer = await put(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it('refuses a caller who is not signed in or lacks the role', async () => {
    const { api, operators } = server.endpoints;
    expect((await callAdmin(api, 'PUT', path, { body: {} })).status).toBe(401);
    const { operator, helpdesk } = await signInAll(api, operators);
    expect((await operator.call('PUT', path, { body: {} })).body).toMatchObject({ access: 'clients.manage' });
    expect((await helpdesk.call('GET', path)).body).toMatchObject({ access: 'clients.read' });
  });
});
