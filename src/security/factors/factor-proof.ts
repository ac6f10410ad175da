import { verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CountersignError } from '../../errors/countersign-error.ts';
import { factorKeyObject } from './factor-key.ts';
import type { FactorAlgorithm, FactorJwk } from './factor-key.ts';

/** Expected payload of a proof, except for its time. */
export type FactorPurpose =
  | { challenge: string; transaction_id: string }
  | { purpose: 'refresh'; profile_id: string; refresh_token_hash: string }
  | {
      purpose: 'set_authenticator';
      authenticator: string;
      key_thumbprint: string;
      message_id: string;
      profile_id: string;
    }
  | { purpose: 'drop_authenticator'; authenticator: string; message_id: string; profile_id: string };

export interface FactorExpectation {
  purpose: FactorPurpose;
  now: Date;
  /** Seconds that the clocks of app and server may differ, either way. A transaction's proof has a challenge instead of a time. */
  tolerance: number;
}

/** A well-formed proof with the expected payload. Its signature is not verified yet. */
export interface FactorProof {
  /** Name of the authenticator in the proof. */
  authenticator: string;
  /** @returns whether this key signed. RFC 8032 strictly: one spelling of a signature, and its scalar reduced. */
  isBy(jwk: FactorJwk): boolean;
}

/** Header, payload, 64 bytes of signature in canonical base64url. */
const compactJws = /^([A-Za-z0-9_-]{1,400})\.([A-Za-z0-9_-]{1,1200})\.([A-Za-z0-9_-]{85}[AQgw])$/;

/** Algorithm of each kind of authenticator. */
export function factorAlgorithmOf(authenticator: string): FactorAlgorithm {
  return authenticator === 'pin' ? 'EdDSA' : 'ES256';
}

/**
 * Reads a factor proof: a compact JWS over RFC 8785 canonical JSON. Checks everything that needs no key
 * here, so that only a wrong signature counts as a guess.
 * @throws CountersignError `invalid_factor_proof`; the detail says which rule was broken.
 */
export function readFactorProof(text: string, expected: FactorExpectation): FactorProof {
  const [, header, payload, signature] = compactJws.exec(text) ?? [];
  if (!header || !payload || !signature) throw refused('not a compact JWS');
  const { authenticator, algorithm } = readHeader(header);
  checkPayload(payload, expected);
  const signed = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, 'base64url');
  return { authenticator, isBy: (jwk) => isSignature(algorithm, jwk, signed, bytes) };
}

/** The type refuses signatures that were made for another purpose. */
function readHeader(encoded: string): { authenticator: string; algorithm: FactorAlgorithm } {
  const { kid } = readJson(encoded);
  if (typeof kid !== 'string') throw refused('no kid');
  const algorithm = factorAlgorithmOf(kid);
  if (encode({ alg: algorithm, kid, typ: 'countersign-factor+jws' }) !== encoded)
    throw refused('the header is not alg, kid and typ in one spelling');
  return { authenticator: kid, algorithm };
}

function checkPayload(encoded: string, { purpose, now, tolerance }: FactorExpectation): void {
  if ('challenge' in purpose) {
    if (encode(purpose) !== encoded) throw refused('made for something else');
    return;
  }
  const { iat } = readJson(encoded);
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw refused('iat is missing');
  if (encode({ ...purpose, iat }) !== encoded) throw refused('made for something else');
  if (Math.abs(now.getTime() / 1000 - iat) > tolerance) throw refused('iat is not now');
}

function encode(value: object): string {
  return Buffer.from(canonicalize(value) as string).toString('base64url');
}

function readJson(encoded: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw refused('not JSON', cause);
  }
  throw refused('not an object');
}

function isSignature(algorithm: FactorAlgorithm, jwk: FactorJwk, signed: Uint8Array, signature: Uint8Array): boolean {
  if ((jwk.kty === 'OKP') !== (algorithm === 'EdDSA')) return false;
  const key = factorKeyObject(jwk);
  return algorithm === 'EdDSA'
    ? verify(null, signed, key, signature)
    : verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_factor_proof', { detail, cause });
}
