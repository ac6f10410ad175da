import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import type { Configuration } from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogoutTokenReader } from '../../demo/site/server/sign-in/logout-token.ts';

const issuer = 'https://login.example/oauth';
const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
let other: CryptoKey;
let http: Server;
let configuration: () => Promise<Configuration>;
beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  other = (await generateKeyPair('ES256')).privateKey;
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256', kid: 'one' }] };
  http = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(jwks));
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const metadata = { issuer, jwks_uri: `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks` };
  configuration = async () => ({ serverMetadata: () => metadata }) as unknown as Configuration;
});
afterAll(async () => {
  http.closeAllConnections();
  await new Promise((closed) => http.close(closed));
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claims = (change: object = {}) => {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, exp: now + 3600 };
  return { iss: issuer, aud: 'shop', jti: 'one', sid: 'a session', events: event, ...times, ...change };
};
const sign = (change: object = {}, header: object = {}, key: CryptoKey = keys.privateKey) =>
  new SignJWT(claims(change)).setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt', kid: 'one', ...header }).sign(key);

describe('a logout token that the demonstration gets', () => {
  it('is good once: a replay is refused', async () => {
    const read = createLogoutTokenReader(configuration, 'shop');
    const token = await sign();
    expect(await read(token)).toBe('a session');
    await expect(read(token)).rejects.toThrow('the token was read before');
    expect(await read(await sign({ jti: 'two', sid: 'another' }))).toBe('another');
  });

  it.each<[string, () => Promise<string> | string]>([
    ['unsigned', () => `${encode({ alg: 'none', typ: 'logout+jwt' })}.${encode(claims())}.`],
    ['signed by another key', () => sign({}, {}, other)],
    ['signed by another key that its header names', () => sign({}, { jku: 'https://evil.example/jwks' }, other)],
    ['an ID token', () => sign({ events: undefined }, { typ: 'JWT' })],
    ['with a nonce, as an ID token', () => sign({ nonce: 'x' })],
    ['without the event', () => sign({ events: {} })],
    ['for another client', () => sign({ aud: 'club' })],
    ['of another issuer', () => sign({ iss: 'https://evil.example' })],
    ['expired', () => sign({ exp: 1 })],
    ['without an end', () => sign({ exp: undefined })],
    ['without an id', () => sign({ jti: undefined })],
    ['of no session', () => sign({ sid: undefined })],
    ['nothing', () => ''],
  ])('is refused when it is %s', async (_, make) => {
    await expect(createLogoutTokenReader(configuration, 'shop')(await make())).rejects.toThrow();
  });
});
