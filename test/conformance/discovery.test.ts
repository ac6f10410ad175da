import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { addApi, endpoints, insecure, issuer, signInAdmin } from './support/relying-party.ts';

let identifier: string;
beforeAll(async () => void ({ identifier } = await addApi(await signInAdmin())));

describe.each(['oidc', 'oauth2'] as const)('metadata, as %s clients discover it', (algorithm) => {
  it('RFC 8414 section 3.3, OpenID Connect Discovery 4.3: names the requested issuer', async () => {
    const url = new URL(issuer);
    const answer = await oauth.discoveryRequest(url, { algorithm, ...insecure });
    const server = await oauth.processDiscoveryResponse(url, answer);
    expect(server).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/token`,
      introspection_endpoint: `${issuer}/token/introspect`,
      revocation_endpoint: `${issuer}/token/revocation`,
      jwks_uri: `${issuer}/jwks`,
    });
  });

  it('RFC 9700 section 2: offers no forbidden grant, method or algorithm', async () => {
    const answer = await oauth.discoveryRequest(new URL(issuer), { algorithm, ...insecure });
    const server = await answer.json();
    expect(server.grant_types_supported).toContain('client_credentials');
    expect(server.grant_types_supported).not.toEqual(expect.arrayContaining(['password']));
    expect(server.grant_types_supported).not.toEqual(expect.arrayContaining(['implicit']));
    expect(server.token_endpoint_auth_methods_supported.toSorted()).toEqual([
      'client_secret_basic',
      'client_secret_post',
      'none',
      'private_key_jwt',
      'self_signed_tls_client_auth',
      'tls_client_auth',
    ]);
    const algorithms: string[] = server.token_endpoint_auth_signing_alg_values_supported;
    expect(algorithms.filter((name) => name === 'none' || name.startsWith('HS'))).toEqual([]);
  });

  it('RFC 9728 section 4: names the protected resources', async () => {
    const answer = await oauth.discoveryRequest(new URL(issuer), { algorithm, ...insecure });
    expect((await answer.json()).protected_resources).toContain(identifier);
  });
});

describe('RFC 8414 section 3.1', () => {
  it('serves the metadata between host and path of the issuer', async () => {
    const answer = await fetch(`${endpoints.api}/.well-known/oauth-authorization-server/oauth`);
    expect((await answer.json()).issuer).toBe(issuer);
  });
});
