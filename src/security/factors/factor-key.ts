import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { CountersignError } from '../../errors/countersign-error.ts';

/** Public key of a PIN (Ed25519), or of a fingerprint or custom authenticator (P-256). Nothing else is in it. */
export type FactorJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string } | { kty: 'EC'; crv: 'P-256'; x: string; y: string };

/** A PIN uses EdDSA; keys of the platform use ES256. */
export type FactorAlgorithm = 'EdDSA' | 'ES256';

/** 32 bytes in canonical base64url: any other spelling of a key would be another thumbprint. */
const coordinate = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Reads the public key of an authenticator as an app sent it.
 * @throws CountersignError `invalid_authenticator_key`; the detail says why.
 */
export function readFactorJwk(algorithm: FactorAlgorithm, value: unknown): FactorJwk {
  const jwk = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return algorithm === 'EdDSA' ? readEd25519(jwk) : readP256(jwk);
}

/** The key as the verifier takes it. */
export function factorKeyObject(jwk: FactorJwk): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** RFC 7638, SHA-256, base64url. */
export function factorThumbprint(jwk: FactorJwk): Promise<string> {
  return calculateJwkThumbprint(jwk);
}

function readEd25519({ kty, crv, x, ...rest }: Record<string, unknown>): FactorJwk {
  if (kty !== 'OKP' || crv !== 'Ed25519' || !isCoordinate(x) || Object.keys(rest).length > 0)
    throw refused('not kty, crv and x of an Ed25519 public key');
  return { kty, crv, x };
}

function readP256({ kty, crv, x, y, ...rest }: Record<string, unknown>): FactorJwk {
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y) || Object.keys(rest).length > 0)
    throw refused('not kty, crv, x and y of a P-256 public key');
  const jwk: FactorJwk = { kty, crv, x, y };
  try {
    factorKeyObject(jwk);
  } catch (cause) {
    throw refused('not a point of the curve', cause);
  }
  return jwk;
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && coordinate.test(value);
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_authenticator_key', { detail, cause });
}
