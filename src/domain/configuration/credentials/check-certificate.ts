import { X509Certificate } from 'node:crypto';
import type { FieldRefusal } from '../field-refusal.ts';

/** Most bytes of one certificate in the export of a version (contract/end-user.md section 6). */
const sizeLimit = 60_000;
const onePem = /^-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

/** Checks the PEM of one TLS certificate as the export writes it. */
export function checkCertificate(pem: string): FieldRefusal | undefined {
  const isOne = Buffer.byteLength(pem) < sizeLimit && onePem.test(pem) && isCertificate(pem);
  return isOne
    ? undefined
    : {
        code: 'invalid_certificate',
        message: 'This is not one certificate in PEM, from -----BEGIN CERTIFICATE----- on, under 60 kB.',
      };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
