import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OauthArtifact } from '../../src/entities/tokens/oauth-artifact.ts';
import { OauthGrant } from '../../src/entities/tokens/oauth-grant.ts';
import { UsedProof } from '../../src/entities/idempotency/used-proof.ts';
import type { AuthorizationServer } from '../../src/authorization-server/authorization-server.ts';
import { createAuthorizationServer } from '../../src/authorization-server/create-authorization-server.ts';
import { AuthorizationServerUnderTest } from './support/authorization-server-under-test.ts';
import type { Phone } from './support/authorization-server-under-test.ts';
import { TestDevice } from './support/test-device.ts';
import type { ProofOptions } from './support/test-device.ts';

let oauth: AuthorizationServerUnderTest;
let phone: Phone;
let accessToken: string;
let refreshToken: string;
const method = 'GET';
const origin = { requestId: 'test' };
let url: string;

beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  url = `${oauth.url}/app/v1/transactions`;
  phone = await oauth.createPhone();
  const { body } = await oauth.connect(phone, await oauth.createCode());
  accessToken = body.access_token!;
  refreshToken = body.refresh_token!;
});
afterAll(() => oauth.stop());

/** A server whose clock stands, and its time in epoch seconds. */
function standing() {
  const now = new Date();
  return {
    at: Math.floor(now.getTime() / 1000),
    server: createAuthorizationServer({ ...oauth.deps, clock: () => now }),
  };
}

async function refusalOf(
  check: { authorization?: string; dpop?: string },
  server: AuthorizationServer = oauth.server,
): Promise<unknown> {
  const answer = await server
    .verifyAccessToken({ method, url, origin, authorization: check.authorization, dpop: check.dpop })
    .catch((error: unknown) => error);
  return (answer as { code?: string }).code;
}

describe('verifyAccessToken', () => {
  it('returns user, client and registration of the token', async () => {
    expect(await oauth.verify(phone, accessToken)).toMatchObject({
      deviceId: phone.device.id,
      clientId: phone.clientId,
    });
  });

  it('refuses a value that is not a DPoP access token', async () => {
    const dpop = () => phone.device.prove({ method, url, accessToken });
    for (const authorization of [
      undefined,
      '',
      'DPoP',
      `Bearer ${accessToken}`,
      accessToken,
      `DPoP ${accessToken} x`,
      'DPoP é',
      `DPoP ${'x'.repeat(5000)}`,
    ]) {
      expect(await refusalOf({ authorization, dpop: await dpop() })).toBe('invalid_token');
    }
    for (const token of ['unknown', refreshToken, accessToken.toUpperCase()]) {
      expect(
        await refusalOf({
          authorization: `DPoP ${token}`,
          dpop: await phone.device.prove({ method, url, accessToken: token }),
        }),
      ).toBe('invalid_token');
    }
  });

  it('refuses a proof for another method, URL, token or time', async () => {
    const authorization = `DPoP ${accessToken}`;
    const { at, server } = standing();
    const proofs: ProofOptions[] = [
      { method: 'POST', url, accessToken },
      { method, url: `${oauth.url}/app/v1/other`, accessToken },
      { method, url: url.replace('http:', 'https:'), accessToken },
      { method, url },
      { method, url, accessToken: 'another' },
      { method, url, accessToken, claims: { iat: at - 70 } },
      { method, url, accessToken, claims: { iat: at + 70 } },
    ];
    expect(await refusalOf({ authorization })).toBe('invalid_dpop_proof');
    for (const proof of proofs)
      expect(await refusalOf({ authorization, dpop: await phone.device.prove(proof) }, server)).toBe(
        'invalid_dpop_proof',
      );
  });

  it('tolerates clocks that are 50 seconds apart and a query in the URL', async () => {
    const { at, server } = standing();
    for (const skew of [-50, 50]) {
      const proof = await phone.device.prove({ method, url, accessToken, claims: { iat: at + skew } });
      expect(await refusalOf({ authorization: `DPoP ${accessToken}`, dpop: proof }, server)).toBeUndefined();
    }
    const dpop = await phone.device.prove({ method, url, accessToken });
    expect(
      await oauth.server.verifyAccessToken({
        method,
        origin,
        url: `${url}?x=1`,
        dpop,
        authorization: `DPoP ${accessToken}`,
      }),
    ).toBeDefined();
  });

  it('refuses a stolen token with a proof by another key', async () => {
    const thief = await TestDevice.create();
    expect(
      await refusalOf({ authorization: `DPoP ${accessToken}`, dpop: await thief.prove({ method, url, accessToken }) }),
    ).toBe('invalid_token');
    const registered = await oauth.createPhone();
    expect(
      await refusalOf({
        authorization: `DPoP ${accessToken}`,
        dpop: await registered.device.prove({ method, url, accessToken }),
      }),
    ).toBe('invalid_token');
  });

  it('accepts a proof only once across all replicas', async () => {
    const replica = createAuthorizationServer(oauth.deps);
    const dpop = await phone.device.prove({ method, url, accessToken });
    const request = { method, url, origin, dpop, authorization: `DPoP ${accessToken}` };
    const servers = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? oauth.server : replica));
    const answers = await Promise.allSettled(servers.map((server) => server.verifyAccessToken(request)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = answers
      .filter((answer) => answer.status === 'rejected')
      .map(({ reason }) => (reason as { code: string }).code);
    expect(new Set(refusals)).toEqual(new Set(['invalid_dpop_proof']));
  });

  it('does not store proofs of unknown callers', async () => {
    const before = await oauth.deps.em().count(UsedProof);
    await refusalOf({
      authorization: 'DPoP unknown',
      dpop: await phone.device.prove({ method, url, accessToken: 'unknown' }),
    });
    expect(await oauth.deps.em().count(UsedProof)).toBe(before);
  });

  it('refuses an expired token before its row is pruned', async () => {
    const other = await oauth.createPhone();
    const { body } = await oauth.connect(other, await oauth.createCode());
    await oauth.deps
      .em()
      .nativeUpdate(
        OauthArtifact,
        { clientId: other.clientId, model: 'AccessToken' },
        { expiresAt: new Date(Date.now() - 1) },
      );
    await expect(oauth.verify(other, body.access_token!)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('refuses a token at once when its grant is revoked by another process', async () => {
    const other = await oauth.createPhone();
    const { body } = await oauth.connect(other, await oauth.createCode());
    await oauth.verify(other, body.access_token!);
    await oauth.deps.em().nativeDelete(OauthGrant, { clientId: other.clientId });
    await expect(oauth.verify(other, body.access_token!)).rejects.toMatchObject({ code: 'invalid_token' });
  });
});

describe('verifyDeviceProof', () => {
  it('returns the key of the device, and accepts a proof only once', async () => {
    const device = await TestDevice.create();
    const request = { method: 'POST', url: `${oauth.url}/app/v1/registrations`, origin };
    const dpop = await device.prove(request);
    const proof = await oauth.server.verifyDeviceProof({ ...request, dpop });
    expect(proof).toMatchObject({ deviceId: device.id, thumbprint: device.thumbprint, jwk: device.jwk });
    await expect(oauth.server.verifyDeviceProof({ ...request, dpop })).rejects.toMatchObject({
      code: 'invalid_dpop_proof',
    });
  });
});

describe('the database', () => {
  it('contains no token value', async () => {
    const rows = await oauth.deps
      .em()
      .execute<{ row: string }[]>(
        'select row_to_json(a)::text as row from oauth_artifact a union all select row_to_json(g)::text from oauth_grant g',
      );
    const dump = rows.map(({ row }) => row).join('\n');
    expect(dump).toContain(phone.device.thumbprint);
    for (const secret of [accessToken, refreshToken]) expect(dump).not.toContain(secret);
  });
});
