import { argon2Sync, createPublicKey, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { base64url, calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { standardPinCrypto } from '../../../app-sdk/index.ts';
import {
  createFactorProof,
  dropPayload,
  refreshPayload,
  setPayload,
  transactionPayload,
  type FactorPayload,
} from '../../../app-sdk/authenticators/factor-proof.ts';
import { currentStretching } from '../../../app-sdk/authenticators/pin-crypto.ts';
import { derivePinKey } from '../../../app-sdk/authenticators/pin-key.ts';
import { createPgpSession } from '../../../app-sdk/key-enrollment/pgp.ts';
import { presentFactor } from '../../../app-sdk/transactions/answer-transaction.ts';
import { readFactorJwk, factorThumbprint, type FactorJwk } from '../../../src/security/factors/factor-key.ts';
import { readFactorProof, type FactorPurpose } from '../../../src/security/factors/factor-proof.ts';
import { DpopKeyCache } from '../../../src/security/dpop-key-cache.ts';
import { verifyDpopProof } from '../../../src/security/dpop.ts';
import { quickPinCrypto } from '../support/node-pin-crypto.ts';
import type { createVectors } from './create-vectors.ts';
import { FETCHED, NOW, ORIGIN, PROFILE_ID } from './fixed-inputs.ts';

type Vectors = Awaited<ReturnType<typeof createVectors>>;
const vectors = JSON.parse(
  await readFile(new URL('../../../docs/vectors/app-protocol.json', import.meta.url), 'utf8'),
) as Vectors;
const { pin_key, authenticator_keys, factor_proofs } = vectors;
const { fingerprint, custom } = authenticator_keys;
const pinSalt = { salt: pin_key.salt, stretching: currentStretching };
const anotherPin = await derivePinKey(quickPinCrypto, '90817', pinSalt);
const pinKey = await derivePinKey(standardPinCrypto, pin_key.pin, pinSalt);

const set = {
  profileId: PROFILE_ID,
  name: 'fingerprint',
  publicKey: fingerprint.public_jwk,
  messageId: factor_proofs.set_authenticator.message_id,
  at: NOW,
};
const drop = {
  profileId: PROFILE_ID,
  name: 'fingerprint',
  messageId: factor_proofs.drop_authenticator.message_id,
  at: NOW,
};
const refresh = await refreshPayload(PROFILE_ID, factor_proofs.refresh.refresh_token, NOW);
const transaction = transactionPayload(FETCHED);

/** Every proof of the vectors with its purpose and the key that made it. */
const proofs: [keyof typeof factor_proofs, FactorPayload, string, FactorJwk][] = [
  ['refresh', refresh, 'pin', pin_key.public_jwk],
  ['refresh_by_fingerprint', refresh, 'fingerprint', fingerprint.public_jwk],
  ['set_authenticator', await setPayload(set), 'pin', pin_key.public_jwk],
  ['drop_authenticator', dropPayload(drop), 'pin', pin_key.public_jwk],
  ['transaction', transaction, 'pin', pin_key.public_jwk],
  ['transaction_by_fingerprint', transaction, 'fingerprint', fingerprint.public_jwk],
  ['transaction_by_custom', transaction, custom.name, custom.public_jwk],
];

describe('the PIN key of the vectors', () => {
  it("is the one that Node's implementation of RFC 9106 derives from the PIN", () => {
    const { memory_kib: memory, passes, lanes: parallelism, output_bytes: tagLength } = pin_key.stretching;
    const nonce = Buffer.from(pin_key.salt, 'base64url');
    const seed = argon2Sync('argon2id', {
      message: Buffer.from(pin_key.pin),
      nonce,
      memory,
      passes,
      parallelism,
      tagLength,
    });
    expect(seed.toString('base64url')).toBe(pin_key.seed);
  });

  it('is the one that the package derives from the PIN, with its parameters for new PINs', () => {
    expect(pinKey.publicKey).toEqual(pin_key.public_jwk);
    const { memoryKiB, passes, lanes } = currentStretching;
    expect([memoryKiB, passes, lanes]).toEqual([
      pin_key.stretching.memory_kib,
      pin_key.stretching.passes,
      pin_key.stretching.lanes,
    ]);
  });

  it('differs for another PIN and for another salt', async () => {
    const derive = async (pin: string, salt: string) =>
      (await derivePinKey(quickPinCrypto, pin, { ...pinSalt, salt })).publicKey.x;
    const keys = [
      await derive(pin_key.pin, pin_key.salt),
      await derive('48214', pin_key.salt),
      await derive(pin_key.pin, pin_key.seed),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(await derive(pin_key.pin, pin_key.salt)).toBe(keys[0]);
  });

  it('is accepted by the server', async () => {
    const form = new URLSearchParams(vectors.connection_with_pin.body);
    expect(readFactorJwk('EdDSA', JSON.parse(form.get('pin_key')!))).toEqual(pin_key.public_jwk);
    expect(await factorThumbprint(pin_key.public_jwk)).toBe(pin_key.thumbprint);
  });
});

describe('the keys of other authenticators', () => {
  it.each([fingerprint, custom])('$name is accepted by the server', async ({ public_jwk, thumbprint }) => {
    expect(readFactorJwk('ES256', public_jwk)).toEqual(public_jwk);
    expect(await calculateJwkThumbprint(public_jwk)).toBe(thumbprint);
  });
});

describe('factor proofs of the vectors', () => {
  it.each(proofs)('%s is accepted by the server for its purpose and key only', (name, payload, by, key) => {
    const { proof } = factor_proofs[name];
    const { iat: _iat, ...purpose } = payload as { iat?: number };
    const expected = { purpose: purpose as unknown as FactorPurpose, now: NOW, tolerance: 60 };
    const read = readFactorProof(proof, expected);
    expect(read.authenticator).toBe(by);
    expect(read.isBy(key)).toBe(true);
    for (const other of [anotherPin.publicKey, fingerprint.public_jwk, custom.public_jwk]) {
      if (other.kty === key.kty && other.x !== key.x) expect(read.isBy(other)).toBe(false);
    }
    const otherPurpose = { ...purpose, profile_id: 'another', transaction_id: 'another' } as unknown as FactorPurpose;
    expect(() => readFactorProof(proof, { ...expected, purpose: otherPurpose })).toThrow(
      expect.objectContaining({ code: 'invalid_factor_proof' }),
    );
  });

  it.each(proofs.filter(([, , by]) => by === 'pin'))(
    '%s is created by the package, byte for byte',
    async (name, payload) => {
      expect(await createFactorProof(pinKey, 'pin', payload)).toBe(factor_proofs[name].proof);
    },
  );

  it.each(proofs.filter(([, , by]) => by !== 'pin'))(
    '%s has the header and payload that the package creates, byte for byte',
    async (name, payload, by, key) => {
      const silent = { algorithm: 'ES256', sign: async () => new Uint8Array(64) } as const;
      const { proof } = factor_proofs[name];
      const [header, body, signature] = proof.split('.');
      expect((await createFactorProof(silent, by, payload)).split('.').slice(0, 2)).toEqual([header, body]);
      const publicKey = createPublicKey({ key, format: 'jwk' });
      expect(
        verify(
          'sha256',
          Buffer.from(`${header}.${body}`),
          { key: publicKey, dsaEncoding: 'ieee-p1363' },
          base64url.decode(signature!),
        ),
      ).toBe(true);
    },
  );

  it('can be created without the package, from the seed alone', () => {
    const { header, payload, proof } = factor_proofs.refresh;
    const signed = [header, payload].map((part) => Buffer.from(part!).toString('base64url')).join('.');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: pin_key.public_jwk.x, d: pin_key.seed };
    expect(`${signed}.${sign(null, Buffer.from(signed), { key: jwk, format: 'jwk' }).toString('base64url')}`).toBe(
      proof,
    );
  });
});

describe('answers with a factor', () => {
  it('can be opened by the server and contain the proof', async () => {
    const { profile, server } = vectors.pgp_keys;
    const backend = await createPgpSession(server.private_key, profile.public_key);
    const plaintext = new TextDecoder().decode(await backend.open(vectors.answer_with_pin.message, NOW));
    expect(plaintext).toBe(vectors.answer_with_pin.plaintext);
    const { factor, ...answer } = JSON.parse(plaintext) as { factor: object };
    expect(factor).toEqual({ kind: 'pin', proof: factor_proofs.transaction.proof });
    expect(answer).toEqual(JSON.parse(vectors.answer.plaintext));
  });

  it.each([
    ['pin', { kind: 'pin', proof: factor_proofs.transaction.proof }],
    ['fingerprint', { kind: 'fingerprint', proof: factor_proofs.transaction_by_fingerprint.proof }],
    ['voice', vectors.factor_of_custom],
  ])('name %s as the package does', async (name, factor) => {
    expect(await presentFactor({ name, prove: async () => factor.proof }, FETCHED)).toEqual(factor);
  });
});

describe('a proof of possession with a nonce', () => {
  it('is accepted by the server', async () => {
    const { proof, payload, nonce } = vectors.dpop.with_nonce;
    expect(JSON.parse(payload!)).toMatchObject({ nonce });
    const expected = {
      method: 'GET',
      url: `${ORIGIN}/app/v1/transactions`,
      now: NOW,
      tolerance: 60,
      nonces: { required: true, isCurrent: (given: string) => given === nonce },
    };
    await expect(verifyDpopProof(proof, expected, new DpopKeyCache())).resolves.toMatchObject({
      deviceId: vectors.device_key.device_id,
    });
  });
});
