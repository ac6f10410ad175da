import { CompactEncrypt, exportJWK, generateKeyPair, importJWK, UnsecuredJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSigningKeys } from '../../../src/commands/tokens/signing-keys/ensure-signing-keys.ts';
import { revokeSigningKey, rotateSigningKeys } from '../../../src/commands/tokens/signing-keys/rotate-signing-keys.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { AuthorizationServerUnderTest } from '../support/authorization-server-under-test.ts';
import { addPerson, addSite, exchange, requestSignIn, signIn } from '../support/sign-in.ts';
import type { Site, SignInRequest } from '../support/sign-in.ts';
import { TestBrowser } from '../support/test-browser.ts';

let oauth: AuthorizationServerUnderTest;
let site: Site;
let signingKey: CryptoKey;
let person: string;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  signingKey = privateKey;
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
  site = await addSite(oauth, { jwks });
  person = await addPerson(oauth);
});
afterAll(() => oauth?.stop());

async function encryptionKeys(): Promise<JWK[]> {
  const { keys } = (await (await fetch(`${oauth.url}/oauth/jwks`)).json()) as { keys: JWK[] };
  return keys.filter(({ use }) => use === 'enc');
}

async function encrypt(text: string, key: JWK, { alg = 'ECDH-ES+A256KW', enc = 'A256GCM' } = {}): Promise<string> {
  const header = { alg, enc, kid: key.kid ?? '', cty: 'oauth-authz-req+jwt' };
  return new CompactEncrypt(Buffer.from(text)).setProtectedHeader(header).encrypt(await importJWK(key, alg));
}

/** A request that the client library signed, and the values that the site keeps. */
async function signedRequest(): Promise<SignInRequest & { jwt: string }> {
  const request = await requestSignIn(site);
  const parameters = new URL(request.url).searchParams;
  const key = { key: signingKey, kid: 'k1' };
  const signed = await openid.buildAuthorizationUrlWithJAR(site.configuration, parameters, key);
  return { ...request, jwt: signed.searchParams.get('request') ?? '' };
}

const addressOf = (jwe: string) =>
  `${oauth.url}/oauth/authorize?${new URLSearchParams({ client_id: site.id, request: jwe })}`;
const errorOf = async (jwe: string) => {
  const { location, text } = await new TestBrowser().follow(addressOf(jwe));
  return location === null ? /invalid_[a-z_]+/.exec(text)?.[0] : new URL(location).searchParams.get('error');
};

describe('a request object that is encrypted to this server (RFC 9101 section 6.1)', () => {
  it('signs a person in, with the algorithms of the metadata', async () => {
    const [key] = await encryptionKeys();
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'enc' });
    expect(site.configuration.serverMetadata()).toMatchObject({
      request_object_encryption_alg_values_supported: ['ECDH-ES', 'ECDH-ES+A256KW'],
      request_object_encryption_enc_values_supported: ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'],
    });
    for (const alg of ['ECDH-ES', 'ECDH-ES+A256KW']) {
      const request = await signedRequest();
      const url = addressOf(await encrypt(request.jwt, key ?? {}, { alg }));
      const tokens = await exchange(site, await signIn(oauth, { ...request, url }, { person }), request);
      expect(tokens.claims()?.sub).toBe(person);
    }
  });

  it('can be pushed (RFC 9126)', async () => {
    const [key] = await encryptionKeys();
    const request = await signedRequest();
    const basic = `Basic ${Buffer.from(`${site.id}:${site.secret}`).toString('base64')}`;
    const form = { client_id: site.id, request: await encrypt(request.jwt, key ?? {}) };
    const pushed = await oauth.post('/oauth/par', form, { authorization: basic });
    expect(pushed.status).toBe(201);
    const query = new URLSearchParams({ client_id: site.id, request_uri: pushed.body['request_uri'] ?? '' });
    const url = `${oauth.url}/oauth/authorize?${query}`;
    const tokens = await exchange(site, await signIn(oauth, { ...request, url }, { person }), request);
    expect(tokens.claims()?.sub).toBe(person);
  });

  it('is refused without a signature in it, for another key, and by an algorithm that is not listed', async () => {
    const [key = {}] = await encryptionKeys();
    const { url, jwt } = await signedRequest();
    const claims = { ...Object.fromEntries(new URL(url).searchParams), iss: site.id, aud: `${oauth.url}/oauth` };
    const foreign = { ...(await exportJWK((await generateKeyPair('ECDH-ES')).publicKey)), kid: key.kid };
    for (const jwe of [
      await encrypt(new UnsecuredJWT(claims).setExpirationTime('5 minutes').encode(), key),
      await encrypt(jwt, foreign as JWK),
      await encrypt(jwt, key, { alg: 'ECDH-ES+A128KW' }),
      await encrypt(jwt, key, { enc: 'A192GCM' }),
    ])
      expect(await errorOf(jwe)).toBe('invalid_request_object');
  });

  it('is read with a key that is followed by another, and not with one that was revoked', async () => {
    const [former = {}] = (await ensureSigningKeys(oauth.deps))
      .filter(({ algorithm, state }) => algorithm === 'ECDH-ES' && state === 'current')
      .map(({ publicJwk }) => publicJwk as JWK);
    const later = { ...oauth.deps, clock: () => new Date(Date.now() + 25 * 3_600_000) };
    await rotateSigningKeys(later, { requestId: 'test' });
    await eventually(async () => ((await encryptionKeys()).length === 3 ? true : undefined));
    const request = await signedRequest();
    const url = addressOf(await encrypt(request.jwt, former));
    await exchange(site, await signIn(oauth, { ...request, url }, { person }), request);
    await revokeSigningKey(oauth.deps, former.kid ?? '', { requestId: 'test' });
    await eventually(async () => ((await encryptionKeys()).length === 2 ? true : undefined));
    expect(await errorOf(await encrypt((await signedRequest()).jwt, former))).toBe('invalid_request_object');
  });
});
