import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const { api } = useStack().endpoints;
const path = `${api}/.well-known/oauth-authorization-server/oauth`;

describe('line 13: the metadata of RFC 8414', () => {
  it('has its well-known path between host and path of the issuer', async () => {
    const response = await fetch(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/json'),
    ]);
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: `${api}/oauth`,
      token_endpoint: `${api}/oauth/token`,
      jwks_uri: `${api}/oauth/jwks`,
      revocation_endpoint: `${api}/oauth/token/revocation`,
      response_types_supported: ['code'],
      grant_types_supported: expect.arrayContaining(['urn:countersign:grant-type:enrollment-code', 'refresh_token']),
      dpop_signing_alg_values_supported: ['ES256'],
    });
    expect((await fetch(metadata['jwks_uri'] as string)).status).toBe(200);
  });

  it('can be read by pages of every origin', async () => {
    const response = await fetch(path, { headers: { origin: 'https://anything.example' } });
    expect(response.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/anything\.example)$/);
  });

  it.each(['/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server/oauth/token'])(
    'is not at another path: %s',
    async (other) => {
      expect((await fetch(api + other)).status).toBe(404);
    },
  );
});
