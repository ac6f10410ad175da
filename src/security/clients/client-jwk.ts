import { createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

/** Signature algorithms of a client's assertions, by the curve or kind of the key that makes them. */
const algorithmsOf = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
} as const;

/** Every algorithm that a client may sign with. */
export const clientAlgorithms: readonly string[] = Object.values(algorithmsOf).flat();

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const leastModulus = 2048;
/** Longer keys are refused: verification would take too long (denial of service). */
const mostModulus = 4096;

/** Reason for which a key is refused. */
export interface KeyRefusal {
  code: 'not_a_key' | 'private_key' | 'unsupported_key' | 'weak_key' | 'wrong_use';
  message: string;
}

const shownPrivateKey: KeyRefusal = {
  code: 'private_key',
  message: 'This is a private or secret key. Send its public part, and use another key: this one has been shown.',
};

/** A client's public key with its allowed algorithms. */
export interface ClientKey {
  key: KeyObject;
  algorithms: readonly string[];
}

/**
 * Reads a client's public key: EC on P-256, P-384 or P-521, or RSA with 2048 to 4096 bits
 * (contract/mobile-authentication.md section 1), for signatures if it says what it is for.
 */
export function readClientJwk(jwk: Record<string, unknown>): ClientKey | KeyRefusal {
  if (privateMembers.some((member) => member in jwk)) return shownPrivateKey;
  const isForSignatures =
    (jwk['use'] ?? 'sig') === 'sig' &&
    (jwk['key_ops'] === undefined || (Array.isArray(jwk['key_ops']) && jwk['key_ops'].includes('verify')));
  if (!isForSignatures) return { code: 'wrong_use', message: 'The key is not for verifying signatures.' };
  const key = importKey(jwk);
  if (!key) return { code: 'not_a_key', message: 'This is not a JWK that can be read.' };
  const strength = readStrength(key);
  if ('code' in strength) return strength;
  const { alg } = jwk;
  if (alg === undefined) return { key, algorithms: strength.algorithms };
  if (!strength.algorithms.some((name) => name === alg))
    return { code: 'unsupported_key', message: 'The alg does not fit the key.' };
  return { key, algorithms: [alg as string] };
}

/** Reads a public key to which a client has its ID tokens encrypted: of the same kinds as its keys for signatures. */
export function readEncryptionJwk({ use: _use, key_ops: _operations, alg: _alg, ...jwk }: Record<string, unknown>) {
  return readClientJwk(jwk);
}

/** The JWK of a public key in PEM: an X.509 certificate, or a SubjectPublicKeyInfo. */
export function jwkOfPem(pem: string): { jwk: Record<string, unknown> } | KeyRefusal {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return shownPrivateKey;
  try {
    return { jwk: { ...createPublicKey(pem).export({ format: 'jwk' }) } };
  } catch {
    return { code: 'not_a_key', message: 'This is not the PEM of a certificate or a public key.' };
  }
}

export type ReadClientJwk = (jwk: Readonly<Record<string, unknown>>) => ClientKey | KeyRefusal;

/** {@link readClientJwk} with a cache by object. */
export function createClientJwkReader(): ReadClientJwk {
  const read = new WeakMap<object, ClientKey | KeyRefusal>();
  return (jwk) => {
    const known = read.get(jwk) ?? readClientJwk(jwk);
    read.set(jwk, known);
    return known;
  };
}

function importKey(jwk: Record<string, unknown>): KeyObject | undefined {
  if (jwk['kty'] !== 'EC' && jwk['kty'] !== 'RSA') return undefined;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function readStrength(key: KeyObject): { algorithms: readonly string[] } | KeyRefusal {
  const { modulusLength, publicExponent, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    const isStrong = modulusLength !== undefined && modulusLength >= leastModulus && modulusLength <= mostModulus;
    // An exponent of 1 verifies anything; a huge one takes unbounded time.
    const isSane =
      publicExponent !== undefined && publicExponent >= 3n && publicExponent < 2n ** 32n && publicExponent % 2n === 1n;
    return isStrong && isSane
      ? { algorithms: algorithmsOf.rsa }
      : { code: 'weak_key', message: 'RSA keys have 2048 to 4096 bits and a usual exponent.' };
  }
  const algorithms =
    namedCurve && namedCurve in algorithmsOf ? algorithmsOf[namedCurve as keyof typeof algorithmsOf] : undefined;
  return algorithms ? { algorithms } : { code: 'unsupported_key', message: 'EC keys are on P-256, P-384 or P-521.' };
}
