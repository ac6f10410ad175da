import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/admin-api.ts';
import type { SignedIn } from '../support/admin-api.ts';
import { eventsOf } from '../support/stored-events.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { addClient, addResource, addSecret, service, spa } from '../../oauth-clients/support/registry.ts';

let server: OwnServer;
let admin: SignedIn;
beforeAll(async () => {
  server = await startOwnServer();
  admin = await signIn(server.endpoints.api, server.endpoints.operators.admin);
});
afterAll(() => server.stop());

const path = '/configuration';
/** The members of the file that are of the authorization server. */
const read = async () => {
  const { clients, protected_resources, identity_providers } = (await admin.call('GET', path)).body;
  return { clients, protected_resources, identity_providers };
};
const put = async (body: unknown, query = '') => {
  const headers = { 'if-match': (await admin.call('GET', path)).headers.get('etag')! };
  return admin.call('PUT', `${path}${query}`, { body, headers });
};

describe('GET and PUT /admin/v1/configuration: OAuth clients, protected resources and identity providers', () => {
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
    expect(restored.body.changes).toContainEqual(
      expect.objectContaining({ section: 'clients', id: caller, action: 'create', fields: [], needs_secret: true }),
    );
    expect(await read()).toEqual(file);
    expect((await eventsOf(server.endpoints.postgres_url, restored)).map(({ name }) => name).toSorted()).toEqual([
      'CLIENT CREATED',
      'CLIENT CREATED',
      'CLIENT CREATED',
      // What names a client is written when the clients are there.
      'PROTECTED RESOURCE CHANGED',
      'PROTECTED RESOURCE CREATED',
    ]);
  });

  it('writes identity providers with their secrets, which no file reads, and leaves those that it withholds', async () => {
    const provider = { id: 'work', kind: 'oidc', name: 'Work', issuer: 'https://login.example', client_id: 'c' };
    const of = (changed: object) => put({ identity_providers: [{ ...provider, ...changed }] });
    const missing = await of({});
    expect(missing).toMatchObject({ status: 422, body: { code: 'configuration_refused' } });
    expect(missing.body.refusals).toMatchObject([{ path: 'identity_providers[0].client_secret' }]);
    const withheld = await of({ client_secret: { $secret: true } });
    expect(withheld.body.refusals[0].details).toMatchObject([{ code: 'secret_missing' }]);
    const created = await of({ client_secret: 'very secret' });
    expect(created.body.changes).toMatchObject([{ section: 'identity_providers', id: 'work', action: 'create' }]);
    expect(JSON.stringify(created.body)).not.toContain('very secret');
    const file = await read();
    expect(JSON.stringify(file)).not.toContain('very secret');
    expect((await put(file)).body.changes).toEqual([]);
    const changed = await of({ client_secret: { $secret: true }, name: 'Office', acr: { strong: 2 } });
    expect(changed.body.changes).toMatchObject([
      { action: 'change', fields: ['acr', 'name'], before: { name: 'Work', acr: {} }, after: { name: 'Office' } },
    ]);
    expect((await of({ name: 'Office', client_secret: 'another' })).body.changes).toMatchObject([
      { fields: ['client_secret'], after: { client_secret: { $secret: true } } },
    ]);
    expect((await of({ name: 'Office', client_secret: 'another' })).body.changes).toEqual([]);
    const moved = await of({ client_secret: { $secret: true }, issuer: 'https://elsewhere.example' });
    expect(moved.body.refusals[0].details).toMatchObject([{ code: 'needed_with_issuer' }]);
    const other = await of({ client_secret: { $secret: true }, kind: 'google' });
    expect(other.body.refusals).toMatchObject([
      { path: 'identity_providers[0].kind', details: [{ code: 'read_only' }] },
    ]);
    // A file without them changes none of them, and deletes none.
    expect((await put({ clients: file.clients }, '?remove_others=true')).body.changes).toEqual([]);
    expect((await put({ identity_providers: [] }, '?remove_others=true')).body.changes).toMatchObject([
      { id: 'work', action: 'delete', after: null },
    ]);
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
    expect(answer.body.changes).toEqual([
      {
        ...{ section: 'clients', id, action: 'change', fields: ['enabled', 'name'], needs_secret: false },
        before: { enabled: true, name: 'Test' },
        after: { enabled: false, name: 'Renamed' },
      },
    ]);
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

  it('makes all changes or none', async () => {
    const before = await read();
    const clients = [
      { client_id: 'good', name: 'Good', ...service },
      { client_id: 'bad', name: 'Bad', ...service, resources: ['https://unknown.example'] },
    ];
    const answer = await put({ clients, protected_resources: [] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'configuration_refused' } });
    expect(answer.body.refusals).toMatchObject([{ path: 'clients[1].resources', code: 'client_metadata_invalid' }]);
    expect(await read()).toEqual(before);
  });

  it('refuses to delete a resource that a client still names', async () => {
    const { identifier } = await addResource(admin);
    const { client_id: id } = await addClient(admin, { resources: [identifier] });
    const file = await read();
    const clients = file.clients.filter((one: { client_id: string }) => one.client_id === id);
    const answer = await put({ clients, protected_resources: [] }, '?remove_others=true');
    expect(answer.body.refusals).toMatchObject([
      { path: `protected_resources: ${identifier}`, code: 'resource_in_use' },
    ]);
  });

  it.each([
    ['a client without a name', { clients: [{ client_id: 'x', ...service }] }, 'clients[0].name'],
    [
      'a repeated client',
      { clients: [1, 2].map(() => ({ client_id: 'x', name: 'X', ...service })) },
      'clients[1].client_id',
    ],
    ['a secret', { clients: [{ client_id: 'x', name: 'X', ...service, secrets: [] }] }, 'clients[0].secrets'],
  ])('refuses %s at its place', async (_, body, place) => {
    expect((await put(body)).body.refusals).toMatchObject([{ path: place }]);
  });
});
