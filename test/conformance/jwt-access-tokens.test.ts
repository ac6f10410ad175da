import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from '../admin/support/admin-api.ts';
import {
  addApi,
  addService,
  insecure,
  introspect,
  issuer,
  makeClientKey,
  post,
  signInAdmin,
  token,
} from './support/relying-party.ts';

let admin: SignedIn;
let server: oauth.AuthorizationServer;
beforeAll(async () => {
  admin = await signInAdmin();
  const url = new URL(issuer);
  server = await oauth.processDiscoveryResponse(
    url,
    await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }),
  );
});

/** Validates the token of a request as a resource server does. */
const validate = (accessToken: string, audience: string) =>
  oauth.validateJwtAccessToken(
    server,
    new Request(audience, { headers: { authorization: `Bearer ${accessToken}` } }),
    audience,
    insecure,
  );

describe.each(['ES256', 'RS256', 'EdDSA'])('RFC 9068, a JWT access token by %s', (alg) => {
  it('section 2: has the required type, claims and lifetime, and verifies', async () => {
    const { identifier } = await addApi(admin, { token_format: 'jwt', signing_alg: alg });
    const service = await addService(admin, [identifier]);
    const before = Math.floor(Date.now() / 1000);
    const { body } = await token(service, { scope: 'read' });
    const after = Math.floor(Date.now() / 1000);
    expect(body.expires_in).toBe(600);
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg, typ: 'at+jwt', kid: expect.any(String) });
    const claims = await validate(body.access_token, identifier);
    expect(claims).toEqual({
      iss: issuer,
      aud: identifier,
      sub: service.id,
      client_id: service.id,
      scope: 'read',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    for (const issuedAt of [claims.iat, claims.exp - 600]) {
      expect(issuedAt).toBeGreaterThanOrEqual(before);
      expect(issuedAt).toBeLessThanOrEqual(after);
    }
  });
});

describe('RFC 9068 section 4, a resource server', () => {
  it('refuses a token of another audience', async () => {
    const [one, other] = [await addApi(admin, { token_format: 'jwt' }), await addApi(admin, { token_format: 'jwt' })];
    const { body } = await token(await addService(admin, [one.identifier]), {});
    await expect(validate(body.access_token, other.identifier)).rejects.toThrow(/aud/);
  });

  it('refuses a token by another key, whatever key its header names', async () => {
    const { identifier } = await addApi(admin, { token_format: 'jwt' });
    const { body } = await token(await addService(admin, [identifier]), {});
    const key = makeClientKey();
    const header = decodeProtectedHeader(body.access_token);
    for (const extra of [
      { kid: header.kid! },
      { kid: key.kid, jwk: key.publicJwk },
      { kid: key.kid, jku: 'https://evil.example/jwks' },
    ]) {
      const forged = await new SignJWT(decodeJwt(body.access_token))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...extra })
        .sign(await importJWK(key.privateKey.export({ format: 'jwk' }) as never, 'ES256'));
      await expect(validate(forged, identifier)).rejects.toThrow();
    }
  });
});

describe('RFC 7662 section 2 and RFC 7009 section 2.2.1, a JWT access token', () => {
  it('gets unsupported_token_type at introspection and revocation', async () => {
    const { identifier, server: resourceServer } = await addApi(admin, { token_format: 'jwt' });
    const service = await addService(admin, [identifier]);
    const { body } = await token(service, {});
    expect((await introspect(resourceServer, body.access_token)).body.error).toBe('unsupported_token_type');
    const form = { token: body.access_token, client_id: service.id, client_secret: service.secret };
    expect((await post('/token/revocation', form)).body.error).toBe('unsupported_token_type');
  });
});
