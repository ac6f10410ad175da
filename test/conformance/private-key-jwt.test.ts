import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { startKeyPublisher } from '../api-clients/support/signing-client.ts';
import { addClient } from '../oauth-clients/support/registry.ts';
import { addApi, discover, issuer, makeClientKey, post, signInAdmin } from './support/relying-party.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let admin: SignedIn;
let identifier: string;
beforeAll(async () => {
  admin = await signInAdmin();
  ({ identifier } = await addApi(admin));
});

type Key = ReturnType<typeof makeClientKey>;

async function addSigningClient(key: Key, keys: object = { jwks: { keys: [key.publicJwk] } }): Promise<string> {
  const settings = { token_endpoint_auth_method: 'private_key_jwt', resources: [identifier], ...keys };
  return (await addClient(admin, settings)).client_id;
}

/** Signs an assertion by RFC 7523; valid unless `claims` or `header` make it invalid. */
function assert(id: string, key: Key, claims: object = {}, header: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(key.privateKey);
}

const send = (assertion: string) =>
  post('/token', {
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: assertion,
  });

describe('RFC 7523 section 3, private_key_jwt', () => {
  it('accepts an assertion of openid-client', async () => {
    const key = makeClientKey();
    const id = await addSigningClient(key);
    const imported = await crypto.subtle.importKey(
      'jwk',
      key.privateKey.export({ format: 'jwk' }) as JsonWebKey,
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    const configuration = await discover(id, openid.PrivateKeyJwt({ key: imported, kid: key.kid }));
    expect((await openid.clientCredentialsGrant(configuration)).token_type).toBe('bearer');
  });

  it('uses the keys that the client publishes', async () => {
    const key = makeClientKey();
    const publisher = await startKeyPublisher({ ...key, jwk: key.publicJwk } as never);
    const id = await addSigningClient(key, { jwks_uri: publisher.uri });
    expect((await send(await assert(id, key))).status).toBe(200);
    const other = makeClientKey();
    expect((await send(await assert(id, other))).status).toBe(401);
    publisher.close();
  });

  it('accepts an assertion for one of sixteen concurrent requests', async () => {
    const key = makeClientKey();
    const assertion = await assert(await addSigningClient(key), key);
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_client')).toHaveLength(15);
  });

  it.each<[string, object]>([
    ['for another server', { aud: 'https://other.example' }],
    ['for several servers', { aud: [issuer, 'https://other.example'] }],
    ['for an endpoint rather than the issuer', { aud: `${issuer}/token` }],
    ['that is valid for an hour', { exp: Math.floor(Date.now() / 1000) + 3600 }],
    ['that is expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['without exp', { exp: undefined }],
    ['without jti', { jti: undefined }],
    ['whose subject and issuer differ', { iss: 'other' }],
  ])('refuses an assertion %s', async (_, claims) => {
    const key = makeClientKey();
    const answer = await send(await assert(await addSigningClient(key), key, claims));
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });

  it("refuses an assertion by another client's key, also with the key in its header", async () => {
    const [key, other] = [makeClientKey(), makeClientKey()];
    const id = await addSigningClient(key);
    for (const header of [
      { kid: key.kid },
      { kid: key.kid, jwk: other.publicJwk },
      { kid: key.kid, jku: 'https://evil.example/jwks' },
    ])
      expect((await send(await assert(id, { ...other, kid: key.kid }, {}, header))).status).toBe(401);
  });

  it('refuses alg none, and the public key as a secret', async () => {
    const key = makeClientKey();
    const id = await addSigningClient(key);
    const [, payload] = (await assert(id, key)).split('.');
    const encode = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    expect((await send(`${encode({ alg: 'none' })}.${payload}.`)).status).toBe(401);
    const signed = `${encode({ alg: 'HS256', kid: key.kid })}.${payload}`;
    for (const secret of [key.publicKey.export({ format: 'pem', type: 'spki' }), JSON.stringify(key.publicJwk)]) {
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      expect((await send(`${signed}.${mac}`)).status).toBe(401);
    }
  });

  it('refuses a secret of a client with private_key_jwt', async () => {
    const key = makeClientKey();
    const id = await addSigningClient(key);
    const answer = await post('/token', { grant_type: 'client_credentials', client_id: id, client_secret: 'x' });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});
