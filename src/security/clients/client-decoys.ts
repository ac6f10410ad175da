import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Keys that nobody has the private part of, to spend on an assertion of nobody what one of somebody costs. */
export interface DecoyKeys {
  /** One that verifies signatures by this algorithm, and finds none right. */
  of(algorithm: string): KeyObject;
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Decoys are made when they are first needed. */
export function createDecoyKeys(): DecoyKeys {
  const made = new Map<string, KeyObject>();
  return {
    of: (algorithm) => {
      const kind = curves[algorithm] ?? 'RSA';
      const key = made.get(kind) ?? (kind === 'RSA' ? makeRsaDecoy() : generateKeyPairSync('ec', { namedCurve: kind }).publicKey);
      made.set(kind, key);
      return key;
    },
  };
}

/** An odd number of 2048 bits: verifying does not ask where it comes from. */
function makeRsaDecoy(): KeyObject {
  const modulus = randomBytes(256);
  modulus[0] = (modulus[0] as number) | 0x80;
  modulus[255] = (modulus[255] as number) | 1;
  return createPublicKey({ key: { kty: 'RSA', e: 'AQAB', n: modulus.toString('base64url') }, format: 'jwk' });
}
