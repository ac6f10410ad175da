import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader } from 'jose';
import type { CompactJWSHeaderParameters, CryptoKey, JWK } from 'jose';
import { createHash } from 'node:crypto';
import { CountersignError } from '../errors/countersign-error.ts';
import type { DpopKeyCache } from './dpop-key-cache.ts';

/** Seconds from now on that a nonce of the server's can still be used, at most. */
const nonceLifetime = 300;
/** Characters: an ES256 proof of ours has fewer than 700. */
const maximumLength = 4096;

/** Public part of a device key: ES256 on P-256, without other members. */
export interface DeviceJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** A proof of possession that was verified. */
export interface DpopProof {
  jwk: DeviceJwk;
  /** RFC 7638 thumbprint of the key, base64url: the `jkt` of tokens. */
  thumbprint: string;
  /** The same digest in hex, as stored with a device. */
  deviceId: string;
  jti: string;
  /** Time from which the proof is expired. */
  expiresAt: Date;
}

export interface ProofExpectation {
  method: string;
  /** Public URL of the request; query and fragment are ignored. */
  url: string;
  now: Date;
  /** Seconds that the clocks of app and server may differ, either way. */
  tolerance: number;
  /** Left out: the server knows no nonces, and a proof may carry none. */
  nonces?: ProofNonces;
  /** When the request carries one, the proof must be for it (`ath`); when it carries none, the proof must name none. */
  accessToken?: string;
}

/** Nonces of the server (RFC 9449 section 8). The age of a proof with a nonce is the age of the nonce, whatever its own time says. */
export interface ProofNonces {
  required: boolean;
  isCurrent(nonce: string): boolean;
}

/**
 * Verifies a DPoP proof (RFC 9449 section 4.3) except for its single use, which needs a memory.
 * @throws CountersignError `invalid_dpop_proof`; the detail says which rule was broken. `use_dpop_nonce`
 */
export async function verifyDpopProof(
  proof: string | undefined,
  expected: ProofExpectation,
  keys: DpopKeyCache,
): Promise<DpopProof> {
  if (!proof) throw refused('no proof');
  if (proof.length > maximumLength) throw refused('too long');
  const jwk = readKey(proof);
  const thumbprint = await calculateJwkThumbprint(jwk);
  const claims = await readClaims(proof, await keys.import(thumbprint, jwk));
  checkRequest(claims, expected);
  const expiresAt = checkAge(claims, expected);
  checkAccessToken(claims.ath, expected.accessToken);
  return {
    jwk,
    thumbprint,
    deviceId: deviceIdOf(thumbprint),
    jti: checkId(claims.jti),
    expiresAt,
  };
}

/** The thumbprint of a device in hex. */
export function deviceIdOf(thumbprint: string): string {
  return Buffer.from(thumbprint, 'base64url').toString('hex');
}

function readKey(proof: string): DeviceJwk {
  const header = readHeader(proof);
  if (header.typ?.toLowerCase() !== 'dpop+jwt') throw refused('typ is not dpop+jwt');
  if (header.alg !== 'ES256') throw refused('alg is not ES256');
  const { kty, crv, x, y, d } = (header.jwk ?? {}) as JWK;
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) throw refused('jwk is not a P-256 key');
  if (d !== undefined) throw refused('jwk holds a private key');
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** 32 bytes in canonical base64url. Any other spelling of the same key would be another device. */
function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);
}

function readHeader(proof: string): CompactJWSHeaderParameters {
  try {
    return decodeProtectedHeader(proof) as CompactJWSHeaderParameters;
  } catch (cause) {
    throw refused('not a JWS', cause);
  }
}

async function readClaims(proof: string, key: CryptoKey | undefined): Promise<Record<string, unknown>> {
  if (!key) throw refused('jwk is not a point of the curve');
  try {
    const { payload } = await compactVerify(proof, key, { algorithms: ['ES256'] });
    const claims: unknown = JSON.parse(Buffer.from(payload).toString());
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
      return claims as Record<string, unknown>;
  } catch (cause) {
    throw refused('signature or claims cannot be read', cause);
  }
  throw refused('claims are not an object');
}

function checkRequest(claims: Record<string, unknown>, expected: ProofExpectation): void {
  if (claims.htm !== expected.method.toUpperCase()) throw refused('htm is of another method');
  const url = typeof claims.htu === 'string' ? withoutQuery(claims.htu) : undefined;
  if (url === undefined || url !== withoutQuery(expected.url)) throw refused('htu is of another URL');
}

/** @returns the time at which the proof expires. */
function checkAge({ iat, nonce }: Record<string, unknown>, { now, tolerance, nonces }: ProofExpectation): Date {
  if (typeof iat !== 'number' || !Number.isFinite(iat)) throw refused('iat is missing');
  if (nonce !== undefined) {
    if (typeof nonce !== 'string' || !nonces?.isCurrent(nonce))
      throw new CountersignError('use_dpop_nonce', { detail: 'the nonce is expired' });
    return new Date(now.getTime() + nonceLifetime * 1000);
  }
  if (nonces?.required) throw new CountersignError('use_dpop_nonce', { detail: 'no nonce' });
  if (Math.abs(now.getTime() / 1000 - iat) > tolerance) throw refused('iat is not now');
  return new Date((iat + tolerance) * 1000);
}

function checkId(jti: unknown): string {
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 255) throw refused('jti is missing or too long');
  return jti;
}

function checkAccessToken(ath: unknown, accessToken: string | undefined): void {
  if (accessToken === undefined && ath === undefined) return;
  if (accessToken === undefined) throw refused('ath without an access token');
  if (ath !== createHash('sha256').update(accessToken).digest('base64url')) throw refused('ath is of another token');
}

/** RFC 9449 section 4.3 requires RFC 3986 normalisation before the comparison, which the URL parser does. */
function withoutQuery(text: string): string | undefined {
  const url = URL.parse(text);
  return url ? `${url.origin}${url.pathname}` : undefined;
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_dpop_proof', { detail, cause });
}
