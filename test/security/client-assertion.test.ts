import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAssertionVerifier, readAssertion } from '../../src/security/clients/client-assertion.ts';
import { readClientJwk } from '../../src/security/clients/client-jwk.ts';
import type { ClientKey } from '../../src/security/clients/client-jwk.ts';

const verifyAssertion = createAssertionVerifier();
const audience = 'https://login.example/oauth';
const now = new Date('2026-05-01T12:00:00Z');
const seconds = now.getTime() / 1000;
const right = { iss: 'portal', sub: 'portal', aud: audience, iat: seconds - 1, exp: seconds + 60, jti: 'one' };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ec521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });

const readable = (key: KeyObject, more: object = {}) =>
  readClientJwk({ ...key.export({ format: 'jwk' }), ...more }) as ClientKey;
const make = (
  claims: Record<string, unknown>,
  key: KeyObject = ec.privateKey,
  header: { alg: string } & Record<string, unknown> = { alg: 'ES256' },
) => new SignJWT(claims).setProtectedHeader(header).sign(key);

/** Verifies a token for a client with these keys. */
async function judge(token: string, keys: ClientKey[] = [readable(ec.publicKey)], rules: object = {}) {
  const read = readAssertion(token);
  const expected = { keys, audience, now, longestLife: 300, isJtiRequired: true, ...rules };
  return 'refused' in read ? read : verifyAssertion(read, expected);
}

describe('an assertion', () => {
  it.each([
    ['ES256', ec],
    ['ES384', ec384],
    ['ES512', ec521],
    ['RS256', rsa],
    ['RS384', rsa],
    ['RS512', rsa],
    ['PS256', rsa],
    ['PS384', rsa],
    ['PS512', rsa],
  ])('by %s is verified', async (alg, { privateKey, publicKey }) => {
    expect(await judge(await make(right, privateKey, { alg }), [readable(publicKey)])).toEqual({
      jti: 'one',
      expiresAt: new Date((seconds + 60) * 1000),
    });
  });

  it.each([
    ['no iat', { iat: undefined }],
    ['the longest lifetime', { exp: seconds + 300 }],
    ['an iat five seconds ahead', { iat: seconds + 5 }],
    ['a list of one audience', { aud: [audience] }],
    ['an nbf of now', { nbf: seconds }],
    ['times that are strings', { exp: String(seconds + 60), iat: String(seconds), nbf: String(seconds) }],
  ])('with %s is verified', async (_, claims) => {
    expect(await judge(await make({ ...right, ...claims }))).toHaveProperty('expiresAt');
  });

  it.each([
    ['no jti', { jti: undefined }],
    ['a lifetime of an hour', { exp: seconds + 3600 }],
  ])('with %s is verified with the settings of the published contract only', async (_, claims) => {
    const token = await make({ ...right, ...claims });
    expect(await judge(token)).toHaveProperty('refused');
    const published = { longestLife: 3600, isJtiRequired: false };
    expect(await judge(token, undefined, published)).toHaveProperty('expiresAt');
  });

  it('with a lifetime of two hours is refused with every setting', async () => {
    const token = await make({ ...right, exp: seconds + 7200 });
    expect(await judge(token, undefined, { longestLife: 3600 })).toHaveProperty('refused');
  });

  it.each([
    ['no exp', { exp: undefined }],
    ['a past exp that is a string', { exp: String(seconds - 1) }],
    ['an exp that is no number', { exp: `${seconds + 60}s` }],
    ['an exp that is an empty string', { exp: '' }],
    ['an exp in six minutes', { exp: seconds + 360 }],
    ['a past exp', { exp: seconds - 1 }],
    ['an exp of now', { exp: seconds }],
    ['an exp in two hours', { exp: seconds + 7200 }],
    ['an exp in milliseconds', { exp: (seconds + 60) * 1000 }],
    ['a future iat', { iat: seconds + 60 }],
    ['a future iat that is a string', { iat: String(seconds + 60) }],
    ['an iat that is no number', { iat: 'now' }],
    ['a future nbf', { nbf: seconds + 60 }],
    ['no audience', { aud: undefined }],
    ['another audience', { aud: 'https://evil.example/oauth' }],
    ['the audience with a slash', { aud: `${audience}/` }],
    ['the audience without its path', { aud: 'https://login.example' }],
    ['the token endpoint as its audience', { aud: `${audience}/token` }],
    ['two audiences', { aud: [audience, 'https://evil.example/oauth'] }],
    ['an empty list of audiences', { aud: [] }],
    ['no subject', { sub: undefined }],
    ['another subject', { sub: 'admin' }],
    ['an empty jti', { jti: '' }],
    ['a jti that is a number', { jti: 1 }],
    ['a jti of 256 characters', { jti: 'x'.repeat(256) }],
  ])('with %s is refused', async (_, claims) => {
    expect(await judge(await make({ ...right, ...claims }))).toHaveProperty('refused');
  });

  it.each([
    ['no issuer', undefined],
    ['a list of issuers', ['portal']],
    ['an issuer of 129 characters', 'x'.repeat(129)],
  ])('with %s cannot be read', async (_, iss) => {
    expect(readAssertion(await make({ ...right, iss }))).toHaveProperty('refused');
  });

  it('is refused without a key, with the key of another client, and with a key for another algorithm', async () => {
    const token = await make(right);
    expect(await judge(token, [])).toEqual({ refused: 'no key' });
    expect(await judge(token, [readable(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)])).toHaveProperty(
      'refused',
    );
    expect(await judge(token, [readable(rsa.publicKey), readable(ec384.publicKey)])).toEqual({ refused: 'no key' });
    expect(
      await judge(await make(right, rsa.privateKey, { alg: 'PS256' }), [readable(rsa.publicKey, { alg: 'RS256' })]),
    ).toEqual({ refused: 'no key' });
  });

  it('is verified with one of three keys, and not with the last of 21', async () => {
    const others = () => readable(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    const token = await make(right);
    expect(await judge(token, [others(), others(), readable(ec.publicKey)])).toHaveProperty('expiresAt');
    expect(await judge(token, [...Array.from({ length: 20 }, others), readable(ec.publicKey)])).toHaveProperty(
      'refused',
    );
  });

  it.each(['dpop+jwt', 'at+jwt', 'secevent+jwt', 'countersign-factor+jws'])('is refused with typ %s', async (typ) => {
    expect(readAssertion(await make(right, ec.privateKey, { alg: 'ES256', typ }))).toHaveProperty('refused');
  });

  it.each(['JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'is accepted with typ %s',
    async (typ) => {
      expect(await judge(await make(right, ec.privateKey, { alg: 'ES256', typ }))).toHaveProperty('expiresAt');
    },
  );
});

describe('a forged assertion', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const part = (header: object) => `${encode(header)}.${encode(right)}`;
  const pem = ec.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const rsaPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const hmac = (text: string, key: string | Buffer) =>
    `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;

  const forgeries: [string, () => string | Promise<string>, ClientKey[]?][] = [
    ['without a signature', () => `${part({ alg: 'none' })}.`],
    ['without a signature, alg in capitals', () => `${part({ alg: 'None' })}.`],
    ['without a signature, as ES256', () => `${part({ alg: 'ES256' })}.`],
    ['signed with zeros (CVE-2022-21449)', () => `${part({ alg: 'ES256' })}.${Buffer.alloc(64).toString('base64url')}`],
    ['signed with the public key as a secret', () => hmac(part({ alg: 'HS256' }), pem)],
    [
      'signed with the public RSA key as a secret',
      () => hmac(part({ alg: 'HS256' }), rsaPem),
      [readable(rsa.publicKey)],
    ],
    ['signed with the public key as a secret, as ES256', () => hmac(part({ alg: 'ES256' }), pem)],
    [
      'signed with an RSA key, as ES256',
      () =>
        `${part({ alg: 'ES256' })}.${sign('sha256', Buffer.from(part({ alg: 'ES256' })), rsa.privateKey).toString('base64url')}`,
      [readable(rsa.publicKey)],
    ],
    [
      'signed with an EC key, as RS256',
      () =>
        `${part({ alg: 'RS256' })}.${sign('sha256', Buffer.from(part({ alg: 'RS256' })), ec.privateKey).toString('base64url')}`,
    ],
    [
      'with a signature in DER',
      () =>
        `${part({ alg: 'ES256' })}.${sign('sha256', Buffer.from(part({ alg: 'ES256' })), ec.privateKey).toString('base64url')}`,
    ],
    [
      'signed on secp256k1',
      () =>
        `${part({ alg: 'ES256K' })}.${sign('sha256', Buffer.from(part({ alg: 'ES256K' })), { key: secp256k1.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
    ],
    [
      'signed with a key in its header',
      () =>
        make(right, ec384.privateKey, {
          alg: 'ES384',
          jwk: ec384.publicKey.export({ format: 'jwk' }),
          jku: 'http://127.0.0.1:1/',
        }),
    ],
    [
      'with an unknown extension',
      async () =>
        `${encode({ alg: 'ES256', crit: ['x-unknown'], 'x-unknown': 1 })}.${(await make(right)).split('.').slice(1).join('.')}`,
    ],
    [
      'with another claim',
      async () => (await make(right)).replace(/\.[^.]+\./, `.${encode({ ...right, sub: 'admin', iss: 'admin' })}.`),
    ],
    ['with claims that are a list', () => `${encode({ alg: 'ES256' })}.${Buffer.from('[]').toString('base64url')}.AA`],
    ['over the length limit', () => make({ ...right, more: 'x'.repeat(9000) })],
    ['of two parts', () => part({ alg: 'ES256' })],
    ['of five parts', () => `${part({ alg: 'ES256' })}.AA.AA.AA`],
    ['of no characters', () => ''],
  ];

  it.each(forgeries)('%s is refused', async (_, forge, keys) => {
    expect(await judge(await forge(), keys)).toHaveProperty('refused');
  });

  it('of any characters is refused without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
        expect(await judge(text)).toHaveProperty('refused');
      }),
    );
    const token = await make(right);
    const flipped = fc
      .tuple(fc.nat(token.length - 1), fc.constantFrom(...'AQgw_-.='))
      .map(([at, by]) => token.slice(0, at) + by + token.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(flipped, async (text) => {
        // The last character of a part has unused bits, so another one can encode the same bytes.
        const isSame =
          text.split('.').length === 3 &&
          text
            .split('.')
            .every((part_, index) =>
              Buffer.from(part_, 'base64url').equals(Buffer.from(token.split('.')[index] as string, 'base64url')),
            );
        if (!isSame) expect(await judge(text)).toHaveProperty('refused');
      }),
      { numRuns: 300 },
    );
  });
});
