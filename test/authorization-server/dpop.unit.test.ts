import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { verifyDpopProof } from '../../src/security/dpop.ts';
import { DpopKeyCache } from '../../src/security/dpop-key-cache.ts';
import { TestDevice } from './support/test-device.ts';

const url = 'https://id.example/app/v1/transactions';
const device = await TestDevice.create();
const keys = new DpopKeyCache();
const verify = (proof: string | undefined, changes = {}) =>
  verifyDpopProof(proof, { method: 'POST', url, now: new Date(), tolerance: 60, ...changes }, keys);
const detailOf = async (proof: string | undefined) =>
  ((await verify(proof).catch((error: unknown) => error)) as { code?: string; detail?: string }) ?? {};

describe('verifyDpopProof', () => {
  it('identifies the device by the key of the proof', async () => {
    const jti = randomUUID();
    const before = Date.now();
    const proof = await verify(await device.prove({ url, claims: { jti } }));
    expect(proof).toMatchObject({ deviceId: device.id, thumbprint: device.thumbprint, jwk: device.jwk, jti });
    expect(proof.expiresAt.getTime()).toBeGreaterThan(before + 50_000);
  });

  it('compares URLs as RFC 3986 does', async () => {
    for (const htu of [
      'HTTPS://ID.example:443/app/v1/transactions',
      `${url}?a=b#c`,
      'https://id.example/app/./v1/transactions',
    ]) {
      expect(await verify(await device.prove({ url: htu }))).toBeDefined();
    }
    for (const htu of [
      `${url}/`,
      url.toUpperCase(),
      'https://id.example.evil/app/v1/transactions',
      '/app/v1/transactions',
      '',
    ]) {
      expect(await detailOf(await device.prove({ url: htu }))).toMatchObject({ code: 'invalid_dpop_proof' });
    }
  });

  it('refuses wrong claims and headers with a specific detail', async () => {
    const rsa = await exportJWK((await generateKeyPair('RS256')).publicKey);
    const prove = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
      device.prove({ url, claims, header });
    const proofs: [string, string | undefined][] = [
      ['no proof', undefined],
      ['not a JWS', 'x'],
      ['too long', 'x'.repeat(5000)],
      ['typ is not dpop+jwt', await prove({}, { typ: 'JWT' })],
      ['jwk is not a P-256 key', await prove({}, { jwk: rsa })],
      ['jwk is not a P-256 key', await prove({}, { jwk: undefined })],
      ['jwk holds a private key', await prove({}, { jwk: await exportJWK(device.privateKey) })],
      ['jwk is not a point of the curve', await prove({}, { jwk: { ...device.jwk, x: device.jwk.y } })],
      ['signature or claims cannot be read', await prove({}, { jwk: (await TestDevice.create()).jwk })],
      ['htm is of another method', await prove({ htm: 'post' })],
      ['htu is of another URL', await prove({ htu: 7 })],
      ['iat is missing', await prove({ iat: undefined })],
      ['iat is not now', await prove({ iat: 0 })],
      ['jti is missing or too long', await prove({ jti: '' })],
      ['jti is missing or too long', await prove({ jti: 'x'.repeat(300) })],
      ['jti is missing or too long', await prove({ jti: 7 })],
    ];
    for (const [detail, proof] of proofs)
      expect(await detailOf(proof)).toMatchObject({ code: 'invalid_dpop_proof', detail });
  });

  it('refuses an algorithm other than ES256', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    const claims = { jti: randomUUID(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1000) };
    const proof = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: device.jwk as never })
      .sign(secret);
    expect(await detailOf(proof)).toMatchObject({ detail: 'alg is not ES256' });
    const [, payload] = proof.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: device.jwk })).toString('base64url');
    expect(await detailOf(`${none}.${payload}.`)).toMatchObject({ detail: 'alg is not ES256' });
  });

  it('binds the proof to the access token if there is one', async () => {
    const proof = await device.prove({ url, accessToken: 'mine' });
    expect(await verify(proof, { accessToken: 'mine' })).toBeDefined();
    await expect(verify(proof, { accessToken: 'other' })).rejects.toMatchObject({ detail: 'ath is of another token' });
    await expect(verify(await device.prove({ url }), { accessToken: 'mine' })).rejects.toMatchObject({
      detail: 'ath is of another token',
    });
  });

  it('limits the number of cached keys', async () => {
    const small = new DpopKeyCache(1);
    const first = await small.import(device.thumbprint, device.jwk);
    expect(await small.import(device.thumbprint, device.jwk)).toBe(first);
    const other = await TestDevice.create();
    await small.import(other.thumbprint, other.jwk);
    expect(await small.import(device.thumbprint, device.jwk)).not.toBe(first);
  });
});
