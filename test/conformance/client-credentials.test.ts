import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { addClient, addSecret, newIdentifier, spa } from '../oauth-clients/support/registry.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { addApi, addService, discover, discoverWith, post, signInAdmin, token } from './support/relying-party.ts';
import type { Service } from './support/relying-party.ts';

let admin: SignedIn;
let api: Awaited<ReturnType<typeof addApi>>;
let service: Service;
beforeAll(async () => {
  admin = await signInAdmin();
  api = await addApi(admin);
  service = await addService(admin, [api.identifier]);
});

const refused = ({ status, body }: { status: number; body: { error: string } }) => [status, body.error];

describe('RFC 6749 section 4.4, client credentials', () => {
  it.each([
    ['client_secret_basic', openid.ClientSecretBasic],
    ['client_secret_post', openid.ClientSecretPost],
  ] as const)('issues a token by %s', async (method, authenticate) => {
    const { id, secret } = await addService(admin, [api.identifier], { token_endpoint_auth_method: method });
    const tokens = await openid.clientCredentialsGrant(await discover(id, authenticate(secret)), { scope: 'read' });
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'read' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('forbids caching of the answer', async () => {
    const { headers } = await token(service, {});
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it("uses the client's access_token_lifetime", async () => {
    const short = await addService(admin, [api.identifier], { access_token_lifetime: 60 });
    expect((await token(short, {})).body.expires_in).toBe(60);
  });
});

describe('RFC 6749 section 5.2, authentication of a client', () => {
  it('answers alike for a wrong secret and an unknown client', async () => {
    const wrong = await token({ ...service, secret: 'wrong' }, {});
    const unknown = await token({ id: 'unknown-client', secret: 'wrong' }, {});
    expect(refused(wrong)).toEqual([401, 'invalid_client']);
    expect(unknown.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('refuses a disabled client, and accepts it again once it is enabled', async () => {
    const { id, secret } = await addService(admin, [api.identifier]);
    await admin.call('PATCH', `/clients/${id}`, { body: { enabled: false } });
    expect(refused(await token({ id, secret }, {}))).toEqual([401, 'invalid_client']);
    await admin.call('PATCH', `/clients/${id}`, { body: { enabled: true } });
    expect((await token({ id, secret }, {})).status).toBe(200);
  });

  it('accepts either of two secrets, and refuses a revoked one', async () => {
    const { client_id: id } = await addClient(admin, { resources: [api.identifier] });
    const [former, next] = [await addSecret(admin, id), await addSecret(admin, id)];
    for (const { client_secret: secret } of [former, next]) expect((await token({ id, secret }, {})).status).toBe(200);
    await admin.call('DELETE', `/clients/${id}/secrets/${former.id}`);
    expect(refused(await token({ id, secret: former.client_secret }, {}))).toEqual([401, 'invalid_client']);
    expect((await token({ id, secret: next.client_secret }, {})).status).toBe(200);
  });

  it("refuses another client's secret, and a request without a secret", async () => {
    const other = await addService(admin, [api.identifier]);
    expect(refused(await token({ id: service.id, secret: other.secret }, {}))).toEqual([401, 'invalid_client']);
    const form = { grant_type: 'client_credentials', client_id: service.id };
    expect(refused(await post('/token', form))).toEqual([401, 'invalid_client']);
  });
});

describe('RFC 6749 section 2.3, one way to authenticate', () => {
  it('refuses a secret in header and form', async () => {
    const answer = await token(service, { client_id: service.id, client_secret: service.secret });
    expect(refused(answer)).toEqual([400, 'invalid_request']);
  });

  it('refuses credentials in the query', async () => {
    const query = new URLSearchParams({ client_id: service.id, client_secret: service.secret });
    const answer = await post(`/token?${query}`, { grant_type: 'client_credentials' });
    expect(refused(answer)).toEqual([400, 'invalid_request']);
  });
});

describe('RFC 6749 section 3.2, the token endpoint', () => {
  it.each(['grant_type=client_credentials', 'scope=read', 'client_id=x', 'client_secret=x'])(
    'refuses the parameter %s twice',
    async (parameter) => {
      const { id, secret } = service;
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
        scope: 'read',
      });
      expect(refused(await post('/token', `${form}&${parameter}`))).toEqual([400, 'invalid_request']);
    },
  );

  it('refuses a body that is no form', async () => {
    const json = await post('/token', '{"grant_type":"client_credentials"}', { 'content-type': 'application/json' });
    expect(refused(json)).toEqual([400, 'invalid_request']);
  });

  it('refuses an unknown grant, and one that the client may not use', async () => {
    expect(refused(await token(service, { grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type']);
    expect(refused(await token(service, { grant_type: 'refresh_token', refresh_token: 'x' }))[0]).toBe(400);
  });
});

describe('RFC 6749 section 4.4, confidential clients only', () => {
  it('refuses a public client', async () => {
    const { client_id: id } = await addClient(admin, { ...spa, resources: [api.identifier] });
    const answer = await post('/token', { grant_type: 'client_credentials', client_id: id });
    expect(refused(answer)).toEqual([400, 'invalid_request']);
  });
});

describe('RFC 6749 section 3.3, scope', () => {
  it('grants the requested scopes that are allowed, and none without a request', async () => {
    expect((await token(service, { scope: 'write read' })).body.scope.split(' ').toSorted()).toEqual(['read', 'write']);
    expect((await token(service, {})).body.scope).toBeUndefined();
  });

  it('refuses a scope that the resource or the client does not have, and names it', async () => {
    expect((await token(service, { scope: 'read admin' })).body).toMatchObject({
      error: 'invalid_scope',
      scope: 'admin',
    });
    const reader = await addService(admin, [api.identifier], { scopes: ['read'] });
    expect((await token(reader, { scope: 'write' })).body).toMatchObject({ error: 'invalid_scope', scope: 'write' });
  });
});

describe('RFC 8707, resource indicators', () => {
  it('uses the only resource of the client when none is named', async () => {
    const tokens = await openid.clientCredentialsGrant(await discoverWith(service), { resource: api.identifier });
    expect(tokens.expires_in).toBe(300);
    expect((await token(service, {})).status).toBe(200);
  });

  it('section 2: answers alike for an unknown resource and one that the client may not use', async () => {
    const other = await addApi(admin);
    const unknown = await token(service, { resource: newIdentifier() });
    const forbidden = await token(service, { resource: other.identifier });
    expect(refused(unknown)).toEqual([400, 'invalid_target']);
    expect(forbidden.body).toEqual(unknown.body);
  });

  it('refuses two resources, none of several, and a client without resources', async () => {
    const other = await addApi(admin);
    const both = await addService(admin, [api.identifier, other.identifier]);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: both.id,
      client_secret: both.secret,
    });
    const two = `${form}&${new URLSearchParams({ resource: api.identifier })}&${new URLSearchParams({ resource: other.identifier })}`;
    expect(refused(await post('/token', two))).toEqual([400, 'invalid_target']);
    expect(refused(await token(both, {}))).toEqual([400, 'invalid_target']);
    expect(refused(await token(await addService(admin, []), {}))).toEqual([400, 'invalid_target']);
  });

  it.each(['orders', 'https://api.example/#fragment', ''])('refuses the resource %s', async (resource) => {
    const answer = await token(await addService(admin, []), { resource });
    expect(refused(answer)).toEqual([400, 'invalid_target']);
  });

  it('compares identifiers exactly', async () => {
    for (const resource of [`${api.identifier}/`, api.identifier.toUpperCase(), `${api.identifier}?x`])
      expect(refused(await token(service, { resource }))).toEqual([400, 'invalid_target']);
  });

  it('applies a change of the resource on its notification, long before the next regular look', async () => {
    // Without a notification a process reads the resources again after thirty seconds. A machine that stalls may need a second try.
    const times: number[] = [];
    for (const lifetime of [90, 91, 92]) {
      await admin.call('PATCH', `/protected-resources/${api.id}`, { body: { token_lifetime: lifetime } });
      const begun = performance.now();
      await eventually(async () => ((await token(service, {})).body.expires_in === lifetime ? true : undefined));
      times.push(performance.now() - begun);
    }
    expect(Math.min(...times)).toBeLessThan(15_000);
    await admin.call('PATCH', `/protected-resources/${api.id}`, { body: { token_lifetime: null } });
  });
});
