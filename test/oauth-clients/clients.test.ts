import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { callAdmin, signInAll } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { eventsOf } from '../admin/support/stored-events.ts';
import { useStack } from '../support/stack.ts';
import { addClient, addResource, newId, service, spa } from './support/registry.ts';

const { endpoints } = useStack();
const { api, operators, postgres_url: database } = endpoints;
let admin: SignedIn;
let operator: SignedIn;
let helpdesk: SignedIn;
beforeAll(async () => void ({ admin, operator, helpdesk } = await signInAll(api, operators)));

const create = (body: object) => admin.call('POST', '/clients', { body });
const publicJwk = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

describe('every route for clients', () => {
  const reads: [string, string][] = [
    ['GET', '/clients'],
    ['GET', '/clients/unknown'],
    ['POST', '/clients/unknown/check'],
  ];
  const changes: [string, string][] = [
    ['POST', '/clients'],
    ['PATCH', '/clients/unknown'],
    ['DELETE', '/clients/unknown'],
    ['POST', '/clients/unknown/secrets'],
    ['DELETE', `/clients/unknown/secrets/${randomUUID()}`],
  ];

  it.each([...reads, ...changes])(
    '%s %s refuses a caller who is not signed in, and the helpdesk',
    async (method, path) => {
      expect((await callAdmin(api, method, path)).status).toBe(401);
      expect((await helpdesk.call(method, path)).body.code).toBe('role_not_allowed');
    },
  );

  it.each(changes)('%s %s refuses an OPERATOR, who may only read', async (method, path) => {
    expect((await operator.call(method, path)).body).toMatchObject({ access: 'clients.manage' });
    expect((await operator.call('GET', '/clients')).status).toBe(200);
  });

  it.each([...reads.slice(1), ...changes.slice(1)])('%s %s answers 404 for an unknown client', async (method, path) => {
    const answer = await admin.call(method, path, method === 'PATCH' ? { body: { name: 'New' } } : {});
    expect([answer.status, answer.body.code]).toEqual([404, 'client_not_found']);
  });
});

describe('POST /admin/v1/clients', () => {
  it('adds a client with the defaults of its type and records an event', async () => {
    const id = newId();
    const answer = await create({ client_id: id, name: 'Shop', ...spa });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/admin/v1/clients/${id}`);
    expect(answer.body).toMatchObject({
      client_id: id,
      type: 'spa',
      enabled: true,
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://app.example/callback'],
      id_token_signed_response_alg: 'ES256',
      first_party: false,
      remember_consent: true,
      consent_lifetime_days: null,
      consent_motivation: null,
      consent_items: [],
      secrets: [],
    });
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'CLIENT CREATED', subject_id: id, agent_user: 'admin', detail: 'Shop' },
    ]);
    expect((await admin.call('GET', `/clients/${id}`)).body).toEqual(answer.body);
  });

  it('generates an id when none is sent, and refuses an id in use', async () => {
    const answer = await create({ name: 'Shop', ...service });
    expect(answer.body.client_id).toMatch(/^client-[0-9a-f]{24}$/);
    const again = await create({ client_id: answer.body.client_id, name: 'Shop', ...service });
    expect([again.status, again.body.code]).toEqual([409, 'client_id_taken']);
  });

  it.each([
    ['an id of a device', { client_id: 'a'.repeat(64) }],
    ['an id of an installation', { client_id: randomUUID() }],
    ['an id with a slash', { client_id: 'a/b' }],
    ['an unknown setting', { secret: 'x' }],
    ['an unknown type', { type: 'web' }],
    ['an unknown grant', { grant_types: ['password'] }],
    ['an unknown method', { token_endpoint_auth_method: 'client_secret_jwt' }],
    ['no grant', { grant_types: [] }],
    ['a repeated grant', { grant_types: ['client_credentials', 'client_credentials'] }],
    ['a lifetime of more than a day', { access_token_lifetime: 86_401 }],
    ['the algorithm none', { id_token_signed_response_alg: 'none' }],
    ['a symmetric algorithm', { id_token_signed_response_alg: 'HS256' }],
    ['a logo without TLS', { logo_uri: 'http://shop.example/logo.png' }],
    ['a data URL as tos_uri', { tos_uri: 'data:text/html,x' }],
  ])('refuses %s as malformed', async (_, change) => {
    const answer = await create({ client_id: newId(), name: 'Shop', ...service, ...change });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it.each<[string, object, string]>([
    [
      'a public client with a secret',
      { ...spa, token_endpoint_auth_method: 'client_secret_basic' },
      'token_endpoint_auth_method',
    ],
    [
      'a confidential client without authentication',
      { ...service, token_endpoint_auth_method: 'none' },
      'token_endpoint_auth_method',
    ],
    [
      'a public client with client_credentials',
      { ...spa, grant_types: ['authorization_code', 'client_credentials'] },
      'grant_types',
    ],
    [
      'refresh tokens with client_credentials only',
      { ...service, grant_types: ['client_credentials', 'refresh_token'] },
      'grant_types',
    ],
    [
      'token exchange by a client without a secret',
      { ...spa, grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'] },
      'grant_types',
    ],
    [
      'a redirect URI with the device code alone',
      { ...spa, grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
      'redirect_uris',
    ],
    ['authorization_code without a redirect URI', { ...spa, redirect_uris: [] }, 'redirect_uris'],
    [
      'a redirect URI without authorization_code',
      { ...service, redirect_uris: ['https://app.example/'] },
      'redirect_uris',
    ],
    ['an http redirect URI', { ...spa, redirect_uris: ['http://app.example/cb'] }, 'redirect_uris'],
    ['a redirect URI with a wildcard', { ...spa, redirect_uris: ['https://*.example/cb'] }, 'redirect_uris'],
    ['a redirect URI with a fragment', { ...spa, redirect_uris: ['https://app.example/cb#x'] }, 'redirect_uris'],
    [
      'a redirect URI with a path that browsers normalise',
      { ...spa, redirect_uris: ['https://app.example/a/../cb'] },
      'redirect_uris',
    ],
    [
      'a redirect URI with credentials',
      { ...spa, redirect_uris: ['https://app.example@evil.example/'] },
      'redirect_uris',
    ],
    ['a data URL as redirect URI', { ...spa, redirect_uris: ['data:text/html,x'] }, 'redirect_uris'],
    ['a custom scheme for a browser app', { ...spa, redirect_uris: ['com.example.app:/cb'] }, 'redirect_uris'],
    ['a custom scheme without a domain name', { ...spa, type: 'native', redirect_uris: ['shop:/cb'] }, 'redirect_uris'],
    [
      'an http post-logout redirect URI',
      { ...spa, post_logout_redirect_uris: ['http://app.example/'] },
      'post_logout_redirect_uris',
    ],
    [
      'a back-channel logout address of a client without sessions',
      { ...service, backchannel_logout_uri: 'https://app.example/logout' },
      'backchannel_logout_uri',
    ],
    ['private_key_jwt without a key', { ...service, token_endpoint_auth_method: 'private_key_jwt' }, 'jwks'],
    ['a key for a client with a secret', { ...service, jwks: { keys: [publicJwk()] } }, 'jwks'],
    [
      'both jwks and jwks_uri',
      {
        ...service,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [publicJwk()] },
        jwks_uri: 'https://shop.example/jwks',
      },
      'jwks_uri',
    ],
    [
      'a private key',
      { ...service, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...publicJwk(), d: 'x' }] } },
      'jwks',
    ],
    [
      'a key with a NUL',
      {
        ...service,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ ...publicJwk(), x5u: 'a\u0000' }] },
      },
      'jwks',
    ],
    [
      'a symmetric key',
      { ...service, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } },
      'jwks',
    ],
    ['offline_access without refresh_token', { ...spa, scopes: ['openid', 'offline_access'] }, 'scopes'],
    ['an unknown resource', { ...service, resources: ['https://unknown.example'] }, 'resources'],
  ])('refuses %s', async (_, settings, field) => {
    const answer = await create({ client_id: newId(), name: 'Shop', ...settings });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([422, 'client_metadata_invalid', field]);
    expect(answer.body.reason).toMatch(/\.$|https:/);
  });

  it('accepts loopback and custom schemes for native clients', async () => {
    const redirects = ['http://127.0.0.1/cb', 'http://[::1]/cb', 'com.example.app:/cb'];
    const { body } = await create({
      client_id: newId(),
      name: 'Desk',
      ...spa,
      type: 'native',
      redirect_uris: redirects,
    });
    expect(body.redirect_uris).toEqual(redirects);
  });
});

describe('PATCH /admin/v1/clients/{client_id}', () => {
  it('changes only the fields that are sent, and records them', async () => {
    const { client_id: id } = await addClient(admin, spa);
    const before = (await admin.call('GET', `/clients/${id}`)).body;
    const answer = await admin.call('PATCH', `/clients/${id}`, { body: { name: 'Other', first_party: true } });
    expect(answer.body).toEqual({ ...before, name: 'Other', first_party: true, changed_at: answer.body.changed_at });
    expect(await eventsOf(database, answer)).toMatchObject([
      { name: 'CLIENT CHANGED', subject_id: id, detail: 'name, first_party' },
    ]);
    const same = await admin.call('PATCH', `/clients/${id}`, { body: { name: 'Other' } });
    expect(await eventsOf(database, same)).toEqual([]);
  });

  it('refuses a change that makes the whole client invalid', async () => {
    const { client_id: id } = await addClient(admin);
    const answer = await admin.call('PATCH', `/clients/${id}`, { body: { type: 'spa' } });
    expect([answer.status, answer.body.field]).toEqual([422, 'token_endpoint_auth_method']);
  });

  it('refuses a change with a stale If-Match', async () => {
    const { client_id: id } = await addClient(admin);
    const etag = (await admin.call('GET', `/clients/${id}`)).headers.get('etag')!;
    const change = (name: string) =>
      admin.call('PATCH', `/clients/${id}`, { body: { name }, headers: { 'if-match': etag } });
    expect((await change('One')).status).toBe(200);
    const stale = await change('Two');
    expect([stale.status, stale.body.code]).toEqual([412, 'changed_meanwhile']);
    const removal = await admin.call('DELETE', `/clients/${id}`, { headers: { 'if-match': etag } });
    expect(removal.status).toBe(412);
  });
});

describe('GET /admin/v1/clients', () => {
  it('lists all clients, page by page', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await addClient(admin)).client_id));
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await admin.call('GET', `/clients?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((client: { client_id: string }) => client.client_id));
      if (body.next_cursor === null) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(expect.arrayContaining(ids));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await admin.call('GET', '/clients?cursor=%00')).status).toBe(400);
  });
});

describe('DELETE /admin/v1/clients/{client_id}', () => {
  it('deletes a client, but not while a resource names it; the second call answers 404', async () => {
    const { client_id: id } = await addClient(admin);
    const resource = await addResource(admin, { introspection_clients: [id] });
    const kept = await admin.call('DELETE', `/clients/${id}`);
    expect([kept.status, kept.body.code, kept.body.resources]).toEqual([409, 'client_in_use', [resource.identifier]]);
    await admin.call('PATCH', `/protected-resources/${resource.id}`, { body: { introspection_clients: [] } });
    const answer = await admin.call('DELETE', `/clients/${id}`);
    expect(answer.status).toBe(204);
    expect(await eventsOf(database, answer)).toMatchObject([{ name: 'CLIENT DELETED', subject_id: id }]);
    expect((await admin.call('DELETE', `/clients/${id}`)).status).toBe(404);
  });
});
