import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { addSite, redeem, signInAtSite } from './support/person-at-site.ts';
import {
  addApi,
  addService,
  discoverWith,
  introspect,
  issuer,
  post,
  signInAdmin,
  token,
} from './support/relying-party.ts';
import type { Service } from './support/relying-party.ts';

let admin: SignedIn;
let api: Awaited<ReturnType<typeof addApi>>;
let service: Service;
beforeAll(async () => {
  admin = await signInAdmin();
  api = await addApi(admin);
  service = await addService(admin, [api.identifier]);
});

const accessToken = async (scope = 'read') => (await token(service, { scope })).body.access_token as string;

describe('RFC 7662, introspection', () => {
  it('section 2.2: returns client, scope, audience and times to the resource server', async () => {
    const before = Math.floor(Date.now() / 1000);
    const value = await accessToken();
    const after = Math.floor(Date.now() / 1000);
    const found = await openid.tokenIntrospection(await discoverWith(api.server), value);
    expect(found).toEqual({
      active: true,
      client_id: service.id,
      scope: 'read',
      aud: api.identifier,
      iss: issuer,
      token_type: 'Bearer',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    for (const issuedAt of [found.iat!, found.exp! - 300]) {
      expect(issuedAt).toBeGreaterThanOrEqual(before);
      expect(issuedAt).toBeLessThanOrEqual(after);
    }
  });

  it('section 4: answers inactive to any other client, that of the token included', async () => {
    const value = await accessToken();
    const other = await addApi(admin);
    for (const caller of [service, other.server])
      expect((await introspect(caller, value)).body).toEqual({ active: false });
  });

  it('section 2.2: answers only inactive for an unknown or revoked token, and for one of a disabled client', async () => {
    const revoked = await accessToken();
    await openid.tokenRevocation(await discoverWith(service), revoked);
    const holder = await addService(admin, [api.identifier]);
    const disabled = (await token(holder, {})).body.access_token;
    await admin.call('PATCH', `/clients/${holder.id}`, { body: { enabled: false } });
    for (const value of ['unknown', revoked, disabled])
      expect((await introspect(api.server, value)).body).toEqual({ active: false });
    await admin.call('PATCH', `/clients/${holder.id}`, { body: { enabled: true } });
    expect((await introspect(api.server, disabled)).body).toEqual({ active: false });
  });

  it('section 2.2: answers only inactive for a token whose client may not use the resource any more', async () => {
    const holder = await addService(admin, [api.identifier]);
    const value = (await token(holder, {})).body.access_token;
    await admin.call('PATCH', `/clients/${holder.id}`, { body: { resources: [] } });
    expect((await introspect(api.server, value)).body).toEqual({ active: false });
  });

  it('section 2.1: requires client authentication and POST', async () => {
    const value = await accessToken();
    expect((await introspect({ ...api.server, secret: 'wrong' }, value)).status).toBe(401);
    const unnamed = await post('/token/introspect', { token: value });
    expect([unnamed.status, unnamed.body.error]).toEqual([400, 'invalid_request']);
    expect((await fetch(`${issuer}/token/introspect?token=${value}`)).status).toBe(405);
  });

  it('tells the roles of the person as they are now, and a JWT those of when it was made (RFC 9068 section 2.2.3.1)', async () => {
    const signed = await addApi(admin, { token_format: 'jwt' });
    const settings = { resources: [api.identifier, signed.identifier], scopes: ['openid', 'read'] };
    const site = await addSite(admin, settings);
    const deps = await createTestDeps(useStack().environment);
    const person = await addPersonWithPassword(deps).finally(() => deps.close());
    const tokenFor = async (resource: string) => {
      const parameters = { scope: 'openid read', resource };
      const back = await signInAtSite(createBrowser(), site, person, parameters);
      return (await redeem(site, back, { resource })).access_token;
    };
    const opaque = await tokenFor(api.identifier);
    const rolesNow = async () => (await introspect(api.server, opaque)).body.roles as unknown;
    expect(await rolesNow()).toBeUndefined();
    const body = { role_id: 'AuditObserver', subject: { type: 'user', id: person.id } };
    const { body: given } = await admin.call('POST', '/role-assignments', { body });
    expect(await rolesNow()).toEqual(['AuditObserver']);
    expect(decodeJwt(await tokenFor(signed.identifier))['roles']).toEqual(['AuditObserver']);
    await admin.call('DELETE', `/role-assignments/${given.id}`);
    expect(await rolesNow()).toBeUndefined();
    expect(decodeJwt(await tokenFor(signed.identifier))).not.toHaveProperty('roles');
  });

  it('refuses a public client as introspection client', async () => {
    const body = {
      client_id: `spa-${api.id}`,
      name: 'App',
      type: 'spa',
      grant_types: ['authorization_code'],
      redirect_uris: ['https://app.example/'],
    };
    await admin.call('POST', '/clients', { body });
    const answer = await admin.call('PATCH', `/protected-resources/${api.id}`, {
      body: { introspection_clients: [body.client_id] },
    });
    expect([answer.status, answer.body.field]).toEqual([422, 'introspection_clients']);
  });
});

describe('RFC 7009, revocation', () => {
  it('section 2.2: revokes a token of the client, and answers 200 for an unknown one too', async () => {
    const value = await accessToken();
    const configuration = await discoverWith(service);
    for (const sent of [value, value, 'unknown']) await openid.tokenRevocation(configuration, sent);
    expect((await introspect(api.server, value)).body).toEqual({ active: false });
  });

  it("section 2.1: does not revoke another client's token", async () => {
    const value = await accessToken();
    await openid.tokenRevocation(await discoverWith(await addService(admin, [])), value);
    expect((await introspect(api.server, value)).body.active).toBe(true);
  });
});
