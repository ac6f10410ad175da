import { verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { factorKeyObject, readFactorJwk } from '../../src/security/factors/factor-key.ts';
import type { FactorJwk } from '../../src/security/factors/factor-key.ts';
import { readFactorProof } from '../../src/security/factors/factor-proof.ts';
import type { FactorPurpose } from '../../src/security/factors/factor-proof.ts';
import { TestFactor } from '../app/support/test-factor.ts';

const now = new Date('2026-03-02T10:15:30Z');
const iat = now.getTime() / 1000;
const refresh = { purpose: 'refresh', profile_id: 'p1', refresh_token_hash: 'aGFzaA' } as const;
const read = (text: string, purpose: FactorPurpose = refresh) => readFactorProof(text, { purpose, now, tolerance: 60 });
const jwkOf = (factor: TestFactor) => factor.publicJwk as unknown as FactorJwk;
const refused = expect.objectContaining({ code: 'invalid_factor_proof' }) as Error;

describe.each(['pin', 'fingerprint', 'my-face_1'])('a factor proof by %s', (name) => {
  it('is verified with its own key only', async () => {
    const [own, other] = [await TestFactor.create(name), await TestFactor.create(name)];
    const proof = read(await own.prove({ ...refresh, iat }));
    expect(proof.authenticator).toBe(name);
    const ofAnotherKind = await TestFactor.create(name === 'pin' ? 'fingerprint' : 'pin');
    expect([own, other, ofAnotherKind].map((factor) => proof.isBy(jwkOf(factor)))).toEqual([true, false, false]);
  });

  it('is refused when any of its characters changed', async () => {
    const factor = await TestFactor.create(name);
    const text = await factor.prove({ ...refresh, iat });
    for (let place = 0; place < text.length; place += 3) {
      const changed = `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`;
      let accepted = false;
      try {
        accepted = read(changed).isBy(jwkOf(factor));
      } catch (error) {
        expect(error).toEqual(refused);
      }
      expect(accepted, `byte ${place}`).toBe(false);
    }
  });
});

describe('the purpose of a factor proof', () => {
  it.each<[string, object]>([
    ['of another profile', { ...refresh, profile_id: 'p2', iat }],
    ['of another token', { ...refresh, refresh_token_hash: 'x', iat }],
    ['of another purpose', { ...refresh, purpose: 'set_authenticator', iat }],
    ['with an additional member', { ...refresh, iat, more: 1 }],
    ['without a time', refresh],
    ['with a time that is no number', { ...refresh, iat: String(iat) }],
    ['with a fraction of a second', { ...refresh, iat: iat + 0.5 }],
    ['too old', { ...refresh, iat: iat - 61 }],
    ['in the future', { ...refresh, iat: iat + 61 }],
  ])('refuses a proof %s', async (_, payload) => {
    const text = await (await TestFactor.create('pin')).prove(payload);
    expect(() => read(text)).toThrow(refused);
  });

  it.each([-60, 0, 60])('accepts a proof that is %i seconds off', async (skew) => {
    const pin = await TestFactor.create('pin');
    expect(read(await pin.prove({ ...refresh, iat: iat + skew })).isBy(jwkOf(pin))).toBe(true);
  });

  it('accepts the proof for a transaction, which has a challenge and no iat', async () => {
    const pin = await TestFactor.create('pin');
    const purpose = { challenge: 'c', transaction_id: 't' };
    expect(read(await pin.prove(purpose), purpose).isBy(jwkOf(pin))).toBe(true);
    const late = await pin.prove({ ...purpose, iat });
    expect(() => read(late, purpose)).toThrow(refused);
  });
});

describe('the shape of a factor proof', () => {
  const payload = canonicalize({ ...refresh, iat }) as string;
  const good = { alg: 'EdDSA', kid: 'pin', typ: 'countersign-factor+jws' };

  it.each<[string, object]>([
    ['another type', { ...good, typ: 'countersign-answer' }],
    ['no type', { alg: 'EdDSA', kid: 'pin' }],
    ['no kid', { alg: 'EdDSA', typ: good.typ }],
    ['a further member', { ...good, b64: true }],
    ['its members in another order', { typ: good.typ, kid: 'pin', alg: 'EdDSA' }],
    ['the algorithm of another factor', { ...good, kid: 'fingerprint' }],
  ])('refuses a header with %s', async (_, header) => {
    const text = await (await TestFactor.create('pin')).sign(payload, header);
    expect(() => read(text)).toThrow(refused);
  });

  it.each<[string, string]>([
    ['white space', payload.replace(':', ': ')],
    ['another order', `{"purpose":"refresh","iat":${iat},"profile_id":"p1","refresh_token_hash":"aGFzaA"}`],
    ['a repeated member', payload.replace('{', `{"iat":${iat},`)],
    ['no object', '[]'],
    ['no JSON', 'x'],
  ])('refuses a payload with %s', async (_, text) => {
    const proof = await (await TestFactor.create('pin')).sign(text, good);
    expect(() => read(proof)).toThrow(refused);
  });

  it.each(['', 'a.b', 'a.b.c', '..', `${'a'.repeat(5000)}.b.c`, 'eyJhbGciOiJub25lIn0.e30.'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(refused);
  });

  it('refuses a second spelling of the signature', async () => {
    const pin = await TestFactor.create('pin');
    const text = await pin.prove({ ...refresh, iat });
    const last = text.at(-1) as string;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    expect(() => read(text.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1])).toThrow(refused);
  });
});

describe('the public key of an authenticator', () => {
  const refusedKey = expect.objectContaining({ code: 'invalid_authenticator_key' }) as Error;
  const ed25519 = (bytes: Uint8Array) => ({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') });
  const littleEndian = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toReversed();

  it('is accepted unchanged', async () => {
    for (const [name, algorithm] of [
      ['pin', 'EdDSA'],
      ['fingerprint', 'ES256'],
    ] as const) {
      const { publicJwk } = await TestFactor.create(name);
      expect(readFactorJwk(algorithm, publicJwk)).toEqual(publicJwk);
    }
  });

  it('of small order verifies no forged signature', () => {
    const prime = 2n ** 255n - 19n;
    const order8 = [
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ];
    const weak = [
      ...[0n, 1n, prime - 1n, prime, prime + 1n].map(littleEndian),
      ...order8.map((hex) => Buffer.from(hex, 'hex')),
    ];
    const basePoint = Buffer.from(`58${'66'.repeat(31)}`, 'hex');
    const forgeries = [
      Buffer.concat([littleEndian(1n), Buffer.alloc(32)]),
      Buffer.concat([basePoint, littleEndian(1n)]),
    ];
    for (const bytes of weak) {
      const key = factorKeyObject(readFactorJwk('EdDSA', ed25519(bytes)));
      for (let text = 0; text < 64; text++) {
        for (const forgery of forgeries)
          expect(verify(null, Buffer.from(`text ${text}`), key, forgery), bytes.toString('hex')).toBe(false);
      }
    }
  });

  it('is refused with additional members, of another type, and off the curve', async () => {
    const pin = (await TestFactor.create('pin')).publicJwk;
    const print = (await TestFactor.create('fingerprint')).publicJwk;
    const keys: ['EdDSA' | 'ES256', unknown][] = [
      ['EdDSA', print],
      ['ES256', pin],
      ['EdDSA', { ...pin, d: pin.x }],
      ['EdDSA', { ...pin, kid: 'x' }],
      ['ES256', { ...print, d: print.x }],
      ['ES256', { ...print, y: print.x }],
      ['ES256', { ...print, x: `${print.x}=` }],
      ['ES256', { ...print, x: 'A' }],
      ['EdDSA', null],
      ['EdDSA', 'x'],
      ['EdDSA', []],
      ['EdDSA', { ...pin, x: 7 }],
    ];
    for (const [algorithm, key] of keys)
      expect(() => readFactorJwk(algorithm, key), JSON.stringify(key)).toThrow(refusedKey);
  });
});
