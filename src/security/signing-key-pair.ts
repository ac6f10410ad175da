import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

/** A new key to sign with, or to decrypt with. */
export interface SigningKeyPair {
  /** RFC 7638 thumbprint: the `kid`. */
  id: string;
  publicJwk: Record<string, string>;
  /** JSON text of the whole JWK. */
  privateJwk: string;
}

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'];

/** Makes a key pair: ES256 and ECDH-ES on P-256, RS256 with 3072 bits, EdDSA on Ed25519. RSA takes a quarter of a second, off the event loop. */
export async function generateSigningKeyPair(
  algorithm: 'ES256' | 'RS256' | 'EdDSA' | 'ECDH-ES',
): Promise<SigningKeyPair> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 3072 });
  const jwk = await exportJWK(privateKey);
  const id = await calculateJwkThumbprint(publicPartOf(jwk));
  // Without `alg`, as a key for ECDH-ES is one for ECDH-ES+A256KW too.
  const labels: Record<string, string> =
    algorithm === 'ECDH-ES' ? { kid: id, use: 'enc' } : { kid: id, alg: algorithm, use: 'sig' };
  return {
    id,
    publicJwk: { ...publicPartOf(jwk), ...labels },
    privateJwk: JSON.stringify({ ...jwk, ...labels }),
  };
}

function publicPartOf(jwk: JWK): Record<string, string> {
  const members = Object.entries(jwk).filter(([member]) => publicMembers.includes(member));
  return Object.fromEntries(members) as Record<string, string>;
}
