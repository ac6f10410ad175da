import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CountersignError } from '../errors/countersign-error.ts';

/**
 * A detached ES256 JWS in canonical base64url: recorded evidence must verify with a strict reader, or its
 * signer could dispute it later.
 */
const detachedJws = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{85}[AQgw])$/;
/** Cached keys of the phones that answered last. A key is found by its thumbprint, so a cached one is never stale. */
const mostKeys = 10_000;

/** The device whose key must have signed. */
export interface SigningDevice {
  /** Hex thumbprint of the key. */
  deviceId: string;
  jwk: Record<string, string>;
}

export interface AnswerSignatures {
  /**
   * Verifies a detached compact JWS (RFC 7515 appendix F) over a text.
   * @throws CountersignError `invalid_answer`; the detail says why.
   */
  verify(signature: string, text: string, device: SigningDevice): void;
}

/** Verifies signatures over what was displayed; keeps imported device keys. Synchronous: a thread hop costs more than ES256. */
export function createAnswerSignatures(): AnswerSignatures {
  const keys = new LRUCache<string, KeyObject>({ max: mostKeys });
  return {
    verify: (signature, text, { deviceId, jwk }) => {
      const [, header, bytes] = detachedJws.exec(signature) ?? [];
      if (!header || !bytes) throw refused('not a detached compact JWS');
      const key = keys.get(deviceId) ?? importKey(jwk);
      keys.set(deviceId, key);
      checkHeader(header, deviceId);
      const signed = Buffer.from(`${header}.${Buffer.from(text).toString('base64url')}`);
      if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(bytes, 'base64url')))
        throw refused('signature is wrong');
    },
  };
}

function importKey(jwk: Record<string, string>): KeyObject {
  try {
    if (jwk['kty'] === 'EC' && jwk['crv'] === 'P-256') return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw refused('the device key cannot be used', cause);
  }
  throw refused('the device key cannot be used');
}

/** The type refuses signatures that were made for another purpose. */
function checkHeader(encoded: string, deviceId: string): void {
  const header = readHeader(encoded);
  if (header['alg'] !== 'ES256') throw refused('alg is not ES256');
  if (header['typ'] !== 'countersign-answer') throw refused('typ is not countersign-answer');
  if (header['kid'] !== deviceId) throw refused('kid is not the device');
  // One spelling: no further or repeated member, no white space, no unused bits that a strict reader would refuse.
  const isCanonical =
    Object.keys(header).length === 3 && Buffer.from(JSON.stringify(header)).toString('base64url') === encoded;
  if (!isCanonical) throw refused('the header is not alg, kid and typ in one spelling');
}

function readHeader(encoded: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    if (typeof header === 'object' && header !== null) return header as Record<string, unknown>;
  } catch (cause) {
    throw refused('the header is not JSON', cause);
  }
  throw refused('the header is no object');
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_answer', { detail: `JWS: ${detail}`, cause });
}
