import { generateKeyPairSync } from 'node:crypto';
import { compactDecrypt, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { addPersonWithPassword } from '../authentication/support/people.ts';
import type { TestPerson } from '../authentication/support/people.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';
import { addSite, redeem, signInAtSite } from './support/person-at-site.ts';
import type { Site } from './support/person-at-site.ts';
import { addApi, introspect, issuer, signInAdmin, token } from './support/relying-party.ts';

let deps: Deps;
let admin: SignedIn;
let person: TestPerson;
beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
  [admin, person] = [await signInAdmin(), await addPersonWithPassword(deps)];
});
afterAll(() => deps.close());

const pairwise = { subject_type: 'pairwise' };
const resourceOf = ({ resource }: Record<string, string>): Record<string, string> =>
  resource === undefined ? {} : { resource };
const tokensAt = async (site: Site, parameters: Record<string, string> = {}) =>
  redeem(site, await signInAtSite(createBrowser(), site, person, parameters), resourceOf(parameters));

describe('OpenID Connect Core section 8, subject types', () => {
  it('section 8.1: gives each sector a name of its own, the same in every answer and for good', async () => {
    const api = await addApi(admin);
    const settings = { ...pairwise, resources: [api.identifier], scopes: ['openid', 'profile', 'read'] };
    const [one, same, other] = await Promise.all([
      addSite(admin, settings, 'one.example'),
      addSite(admin, pairwise, 'one.example'),
      addSite(admin, pairwise, 'two.example'),
    ]);
    const first = await tokensAt(one);
    const sub = first.claims()!.sub;
    expect(sub).toMatch(/^[\w-]{43}$/);
    expect(await openid.fetchUserInfo(one.configuration, first.access_token, sub)).toMatchObject({ sub });
    const atApi = await tokensAt(one, { scope: 'openid read', resource: api.identifier });
    expect((await introspect(api.server, atApi.access_token)).body).toMatchObject({ active: true, sub });
    expect((await tokensAt(same)).claims()!.sub).toBe(sub);
    expect([sub, person.id]).not.toContain((await tokensAt(other)).claims()!.sub);
  });

  it('gives the sector that the setting names, and refuses redirect URIs of several hosts without one', async () => {
    const sector = { ...pairwise, sector_identifier: 'sector.example' };
    const [one, two] = [await addSite(admin, sector, 'a.example'), await addSite(admin, sector, 'b.example')];
    expect((await tokensAt(one)).claims()!.sub).toBe((await tokensAt(two)).claims()!.sub);
    const body = {
      redirect_uris: ['https://a.example/callback', 'https://b.example/callback'],
      sector_identifier: null,
    };
    const refused = await admin.call('PATCH', `/clients/${one.id}`, { body });
    expect(refused).toMatchObject({ status: 422, body: { field: 'sector_identifier' } });
  });

  it('takes it back in an ID token that is sent as a hint', async () => {
    const site = await addSite(
      admin,
      { ...pairwise, post_logout_redirect_uris: ['https://one.example/bye'] },
      'one.example',
    );
    const browser = createBrowser();
    const { id_token: hint = '' } = await redeem(site, await signInAtSite(browser, site, person));
    const silent = await signInAtSite(browser, site, person, { prompt: 'none', id_token_hint: hint });
    expect(silent.url.searchParams.get('code')).not.toBeNull();
    const another = await addPersonWithPassword(deps);
    const wrong = await signInAtSite(createBrowser(), site, another, { id_token_hint: hint });
    expect(wrong.url.searchParams.get('error')).toBe('login_required');
    const query = { id_token_hint: hint, post_logout_redirect_uri: 'https://one.example/bye' };
    expect(await browser.visit(`${issuer}/logout?${new URLSearchParams(query)}`)).toBe('https://one.example/bye');
  });
});

describe('OpenID Connect Core section 10.2, encryption', () => {
  it('encrypts the ID token, signed before, to a key of the client', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'enc-1', use: 'enc' }] };
    const encryption = { id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A256GCM' };
    const site = await addSite(admin, { ...encryption, jwks });
    openid.enableDecryptingResponses(site.configuration, ['A256GCM'], {
      key: await crypto.subtle.importKey(
        'jwk',
        privateKey.export({ format: 'jwk' }),
        { name: 'ECDH', namedCurve: 'P-256' },
        false,
        ['deriveBits'],
      ),
      kid: 'enc-1',
    });
    const callback = await signInAtSite(createBrowser(), site, person);
    const tokens = await redeem(site, callback);
    expect(tokens.claims()!.sub).toBe(person.id);
    const { plaintext, protectedHeader } = await compactDecrypt(tokens.id_token!, privateKey);
    expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' });
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    const { payload } = await jwtVerify(new TextDecoder().decode(plaintext), keys, { issuer, audience: site.id });
    expect(payload.sub).toBe(person.id);
  });

  it('refuses a client without a key for it', async () => {
    const body = {
      ...{ name: 'Test', type: 'confidential', grant_types: ['authorization_code'] },
      ...{ redirect_uris: ['https://shop.example/callback'], id_token_encrypted_response_alg: 'RSA-OAEP-256' },
    };
    expect(await admin.call('POST', '/clients', { body })).toMatchObject({ status: 422, body: { field: 'jwks' } });
  });
});

describe('RFC 9701, JWT responses of introspection', () => {
  const asJwt = async ({ id, secret }: { id: string; secret: string }, value: string) => {
    const response = await fetch(`${issuer}/token/introspect`, {
      method: 'POST',
      headers: {
        accept: 'application/token-introspection+jwt',
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ token: value }),
    });
    return { type: response.headers.get('content-type'), body: await response.text() };
  };

  it('section 5: signs the answer for a resource server that accepts it, and for it alone', async () => {
    const api = await addApi(admin);
    const client = await addSite(admin, {
      grant_types: ['authorization_code', 'client_credentials'],
      resources: [api.identifier],
      scopes: ['openid', 'read'],
    });
    const { access_token: value } = (await token(client, { resource: api.identifier, scope: 'read' })).body;
    const { type, body } = await asJwt(api.server, value);
    expect(type).toContain('application/token-introspection+jwt');
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(body, keys, { issuer, typ: 'token-introspection+jwt' });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      iat: expect.any(Number),
      token_introspection: { active: true, client_id: client.id, scope: 'read' },
    });
    expect([api.server.id, api.identifier]).toContain(payload.aud);
    expect([payload.sub, payload.exp]).toEqual([undefined, undefined]);
    const stranger = decodeJwt((await asJwt(client, value)).body);
    expect(stranger['token_introspection']).toEqual({ active: false });
    expect((await introspect(api.server, value)).body.active).toBe(true);
  });

  it('section 7: names the algorithms in the metadata, and signs nothing with none', async () => {
    const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(metadata).toMatchObject({
      introspection_signing_alg_values_supported: ['ES256'],
      subject_types_supported: ['public', 'pairwise'],
      id_token_encryption_alg_values_supported: expect.arrayContaining(['ECDH-ES', 'RSA-OAEP-256']),
      request_object_encryption_alg_values_supported: ['ECDH-ES', 'ECDH-ES+A256KW'],
    });
    const api = await addApi(admin);
    expect(decodeProtectedHeader((await asJwt(api.server, 'unknown')).body).alg).toBe('ES256');
  });
});
