import { createPrivateKey } from 'node:crypto';
import type { FieldRefusal } from '../field-refusal.ts';

/** Checks Apple's `.p8` file: one PKCS#8 key on P-256 in PEM, not encrypted. */
export function checkApnsKey(text: string): FieldRefusal | undefined {
  const isPem = /^\s*-----BEGIN PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END PRIVATE KEY-----\s*$/.test(text);
  const curve = isPem ? readCurve(text) : undefined;
  return curve === 'prime256v1'
    ? undefined
    : {
        code: 'invalid_apns_key',
        message: 'This is not an APNs auth key: send the text of the .p8 file, a PKCS#8 key on P-256 in PEM.',
      };
}

function readCurve(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve;
  } catch {
    return undefined;
  }
}
