import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** A public JWK as SubjectPublicKeyInfo PEM. */
export function publicKeyPem(jwk: JsonWebKey): string {
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}
