import { calculateJwkThumbprint, exportJWK } from 'jose';
import * as openid from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { addApi, addService, discoverWith, introspect, issuer, signInAdmin, token } from './support/relying-party.ts';

let admin: SignedIn;
beforeAll(async () => void (admin = await signInAdmin()));

const prove = async (options: object = {}) => (await TestDevice.create()).prove({ url: `${issuer}/token`, ...options });

describe('RFC 9449, DPoP', () => {
  it('section 5 and 6: binds tokens to the key of the proof, and introspection returns its thumbprint', async () => {
    const { identifier, server } = await addApi(admin, { binding: 'dpop' });
    const configuration = await discoverWith(await addService(admin, [identifier]));
    const keys = await openid.randomDPoPKeyPair('ES256');
    const DPoP = openid.getDPoPHandle(configuration, keys);
    const tokens = await openid.clientCredentialsGrant(configuration, { scope: 'read' }, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    const found = (await introspect(server, tokens.access_token)).body;
    expect(found).toMatchObject({ active: true, token_type: 'DPoP' });
    expect(found.cnf).toEqual({ jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)) });
  });

  it('issues no token without a proof when the resource or the client requires one', async () => {
    const bound = await addApi(admin, { binding: 'dpop' });
    const { body, status } = await token(await addService(admin, [bound.identifier]), {});
    expect([status, body.error]).toEqual([400, 'invalid_dpop_proof']);
    const free = await addApi(admin);
    const client = await addService(admin, [free.identifier], { dpop_bound_access_tokens: true });
    expect((await token(client, {})).status).toBe(400);
    expect((await token(client, {}, { dpop: await prove() })).body.token_type).toBe('DPoP');
  });

  it('section 11.1: accepts a proof for one of sixteen concurrent requests', async () => {
    const { identifier } = await addApi(admin);
    const service = await addService(admin, [identifier]);
    const dpop = await prove();
    const answers = await Promise.all(Array.from({ length: 16 }, () => token(service, {}, { dpop })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_dpop_proof')).toHaveLength(15);
  });

  it.each<[string, object]>([
    ['for another URL', { url: 'https://evil.example/oauth/token' }],
    ['for another method', { method: 'GET' }],
    ['of another time', { skew: -120 }],
    ['of another type', { header: { typ: 'jwt' } }],
    ['with a symmetric algorithm', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
  ])('section 4.3: refuses a proof %s', async (_, options) => {
    const { identifier } = await addApi(admin);
    const answer = await token(await addService(admin, [identifier]), {}, { dpop: await prove(options) });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_dpop_proof']);
  });
});
