import { randomBytes } from 'node:crypto';
import { Secret, TOTP, URI } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { setUpApp, stepOfCode } from '../../src/domain/persons/sign-in-methods/authenticator-app/one-time-code.ts';
import { authenticatorName } from '../../src/domain/persons/sign-in-methods/passkey/authenticator-names.ts';
import { relyingPartyOf } from '../../src/domain/persons/sign-in-methods/passkey/relying-party.ts';
import {
  readRecoveryCode,
  writeRecoveryCode,
} from '../../src/domain/persons/sign-in-methods/recovery-codes/recovery-code.ts';

describe('a code of an authenticator app', () => {
  // RFC 6238 appendix B, the last six of eight digits.
  const secret = Secret.fromLatin1('12345678901234567890').base32;
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [20_000_000_000, '353130', 666_666_666],
  ])('of second %d is of its step', (second, code, step) => {
    expect(stepOfCode(secret, code, new Date(second * 1000))).toBe(step);
  });

  it('is taken one step early and late, and no more', () => {
    const step = 37_037_036;
    const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * 30_000 });
    const at = (seconds: number) => stepOfCode(secret, code, new Date(step * 30_000 + seconds * 1000));
    expect([-31, -30, 0, 29, 30, 59, 60].map(at)).toEqual([undefined, step, step, step, step, step, undefined]);
  });

  it.each(['', '12345', '1234567', '12345a', ' 287082', '２８７０８２'])('that is none: %j', (code) => {
    expect(stepOfCode(secret, code, new Date(59_000))).toBe(undefined);
  });

  it('is set up by 160 bits, typed or read from a link', () => {
    const { secret: typed, uri } = setUpApp(randomBytes(20), { issuer: 'Countersign', account: 'alex@example.com' });
    expect(typed).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Countersign:alex%40example\.com\?/);
    expect(URI.parse(uri)).toMatchObject({ issuer: 'Countersign', digits: 6, period: 30, algorithm: 'SHA1' });
    expect(URI.parse(uri).secret.base32).toBe(typed);
  });
});

describe('a recovery code', () => {
  it('has 50 bits in ten characters that are not mistaken for others', () => {
    const code = writeRecoveryCode(randomBytes);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    const characters = Array.from({ length: 200 }, () => writeRecoveryCode(randomBytes))
      .join('')
      .replaceAll('-', '');
    expect(new Set(characters).size).toBe(32);
  });

  it.each([
    ['4K7QX-9M2ZD', '4K7QX9M2ZD'],
    [' 4k7qx 9m2zd\n', '4K7QX9M2ZD'],
    ['OIL00-00000', '0110000000'],
    ['4K7QX-9M2Z', undefined],
    ['4K7QX-9M2ZU', undefined],
    ['x'.repeat(100_000), undefined],
    ['', undefined],
  ])('%j is read as %s', (typed, code) => {
    expect(readRecoveryCode(typed)).toBe(code);
  });
});

describe('a passkey', () => {
  it('is of the host of the public URL, and used on its pages alone', () => {
    expect(relyingPartyOf('https://login.example.com')).toEqual({
      id: 'login.example.com',
      name: 'Countersign',
      origins: ['https://login.example.com'],
    });
  });

  it('is used on further origins where the installation names them', () => {
    expect(relyingPartyOf('https://login.example.com', ['https://shop.example']).origins).toEqual([
      'https://login.example.com',
      'https://shop.example',
    ]);
  });

  it.each(['http://127.0.0.1:4100', 'http://[::1]:4100'])('of %s is of localhost', (publicUrl) => {
    expect(relyingPartyOf(publicUrl)).toMatchObject({ id: 'localhost', origins: ['http://localhost:4100'] });
  });

  it('is called by what made it', () => {
    expect(authenticatorName('FBFC3007-154E-4ECC-8C0B-6E020557D7BD')).toBe('iCloud Keychain');
    expect(authenticatorName('00000000-0000-0000-0000-000000000000')).toBe('Passkey');
  });
});
