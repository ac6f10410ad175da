import { createPublicKey, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addSigningClient, bearer, makeSigningKey } from '../../api-clients/support/signing-client.ts';
import { createConfigurationApi, newClient } from '../../configuration/support/configuration-api.ts';
import { makeCertificate } from '../../configuration/support/credentials.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { basic, callForm } from '../../support/website.ts';
import { install } from '../support/token-endpoint.ts';
import { websiteVersions } from '../support/versions.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);

/** Calls the mobile authentication API with an `Authorization` header. */
function availability(authorization: string, version = 'v4') {
  return callForm('GET', `${endpoints.api}/oauth/api/${version}/authenticate/user/unknown/enabled`, undefined, {
    authorization,
  });
}

describe.each(websiteVersions)('line 14: a client without the scope, %s', (version) => {
  it('is 401 invalid_client', async () => {
    const answer = await availability(basic(endpoints.clients.end_user), version);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
    expect(answer.body).toEqual((await availability('Basic bm9ib2R5Om5vdGhpbmc=', version)).body);
  });
});

describe('line 14: a client id', () => {
  it.each([(id: string) => id, (id: string) => id.toUpperCase()])(
    'that is the id of a device, in any letter case, is 409',
    async (spell) => {
      const { device } = await install();
      const { secret } = newClient();
      const client_id = spell(device.id);
      const answer = await api.post('/api-clients', { name: 'Portal', client_id, client_secret: secret });
      expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
      expect(answer.body.details).toEqual([{ code: 'already_exists', parameter: 'client_id' }]);
    },
  );
});

describe('line 14: the key of a client', () => {
  const key = makeSigningKey();
  const spki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
  const callsIn = async (clientId: string) =>
    eventually(async () => {
      const authorization = await bearer(clientId, { key, api: endpoints.api, header: { kid: undefined } });
      return (await availability(authorization)).status === 200 ? true : undefined;
    });

  it('may be the PEM of a public key, which is returned as JWK and verifies', async () => {
    const { kid: _kid, use: _use, ...jwk } = key.jwk;
    const pem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });
    const id = await addSigningClient(api, { public_jwk: pem });
    expect((await api.get(`/api-clients/${id}`)).body.public_jwk).toEqual(jwk);
    await callsIn(id);
  });

  it('may be the PEM of an X.509 certificate', async () => {
    const certificate = await makeCertificate('portal.example');
    const id = await addSigningClient(api, { public_jwk: certificate });
    const jwk = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
    expect((await api.get(`/api-clients/${id}`)).body.public_jwk).toEqual(jwk);
  });

  it('may be RSA', async () => {
    const id = await addSigningClient(api, { public_jwk: spki });
    expect((await api.get(`/api-clients/${id}`)).body.public_jwk).toMatchObject({ kty: 'RSA', e: 'AQAB' });
  });

  it.each([
    ['private', key.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'private_key'],
    ['no PEM', 'key', 'not_a_key'],
    [
      'too short',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }),
      'weak_key',
    ],
    ['of another curve', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }), 'not_a_key'],
  ])('is refused as PEM when it is %s', async (_, public_jwk, reason) => {
    const answer = await api.post('/api-clients', {
      name: 'Signer',
      client_id: `signer-${randomUUID()}`,
      authentication_method: 'private_key_jwt',
      public_jwk,
    });
    expect([answer.status, answer.body.details[0]]).toMatchObject([400, { parameter: 'public_jwk', code: reason }]);
  });

  it('signs an assertion whose exp and iat may be text', async () => {
    const id = await addSigningClient(api, { public_jwk: key.jwk });
    const now = Math.floor(Date.now() / 1000);
    await eventually(async () => {
      const claims = { iat: String(now), exp: String(now + 60) };
      const answer = await availability(await bearer(id, { key, api: endpoints.api, claims }));
      return answer.status === 200 ? true : undefined;
    });
    const past = { iat: String(now - 120), exp: String(now - 60) };
    expect((await availability(await bearer(id, { key, api: endpoints.api, claims: past }))).status).toBe(401);
  });
});
