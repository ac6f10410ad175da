import { base64url, calculateJwkThumbprint } from 'jose';
import { CountersignError } from './errors.ts';

/** Public half of a device key; exactly the members of RFC 7638's thumbprint input. */
export interface DevicePublicKey {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** An ES256 key of one installation. Hardware-backed implementations only have to sign. */
export interface DeviceKey {
  publicKey: DevicePublicKey;
  /** ECDSA P-256 SHA-256 signature over the bytes, 64 bytes `r || s` (not DER). */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

const ECDSA_P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const encoder = new TextEncoder();

/** Generates a non-extractable WebCrypto key pair for `deviceKeyFromPair`. */
export async function generateDeviceKeyPair(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ECDSA_P256, false, ['sign', 'verify']);
}

/** Wraps a WebCrypto key pair as a device key. */
export async function deviceKeyFromPair(pair: CryptoKeyPair): Promise<DeviceKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (!x || !y) throw new CountersignError('storage', { detail: 'the device key is not an elliptic curve key' });
  return {
    publicKey: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (data) => new Uint8Array(await crypto.subtle.sign(ECDSA_P256, pair.privateKey, data as BufferSource)),
  };
}

/** `device_id`: lower-case hex of the RFC 7638 SHA-256 thumbprint of the device key, 64 characters. */
export async function deviceIdOf(publicKey: DevicePublicKey): Promise<string> {
  const thumbprint = base64url.decode(await calculateJwkThumbprint(publicKey, 'sha256'));
  return Array.from(thumbprint, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** base64url without padding of the UTF-8 JSON of a value: one part of a compact JWS. */
export function jwsPart(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}

/**
 * The signature of a compact JWS over `header.payload`. Not by jose, which signs with CryptoKeys only, as a device key may be in
 * hardware that only offers "sign".
 */
export async function jwsSignature(key: DeviceKey, header: string, payload: string): Promise<string> {
  return base64url.encode(await key.sign(encoder.encode(`${header}.${payload}`)));
}
