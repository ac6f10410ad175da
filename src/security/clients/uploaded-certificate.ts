import { X509Certificate, createPrivateKey } from 'node:crypto';
import { isForClients, isValidAt } from './client-certificate.ts';

/** Why a file is no certificate that a person signs in with (contract/portal.md section 2). */
export const certificateFaults = [
  'private_key',
  'several',
  'unreadable',
  'too_large',
  'expired',
  'not_yet_valid',
  'weak_key',
  'not_for_clients',
] as const;
export type CertificateFault = (typeof certificateFaults)[number];

/** Bytes of a file. */
export const longestCertificate = 16_384;
/** Bits of an RSA key. */
const leastBits = 2048;
const goodCurves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/** The certificate in an uploaded file, DER or PEM, or why there is none that may be kept. */
export function readUploadedCertificate(file: Uint8Array, now: Date): X509Certificate | CertificateFault {
  if (file.length > longestCertificate) return 'too_large';
  const bytes = Buffer.from(file);
  const text = bytes.toString('latin1');
  if (text.includes('PRIVATE KEY') || isPrivateKey(bytes)) return 'private_key';
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/g) ?? [];
  if (blocks.length > 1 || text.includes('-----BEGIN PKCS7-----')) return 'several';
  const certificate = readOne(bytes, blocks.length === 1);
  if (typeof certificate === 'string') return certificate;
  if (certificate.validToDate < now) return 'expired';
  if (certificate.validFromDate > now) return 'not_yet_valid';
  if (!hasStrongKey(certificate)) return 'weak_key';
  return isForClients(certificate) ? certificate : 'not_for_clients';
}

/** Whether a certificate signs in now: valid, for clients, with a key that is not to be guessed. */
export function isUsable(certificate: X509Certificate, now: Date): boolean {
  return isValidAt(certificate, now) && isForClients(certificate) && hasStrongKey(certificate);
}

function readOne(bytes: Buffer, isPem: boolean): X509Certificate | CertificateFault {
  try {
    const certificate = new X509Certificate(bytes);
    // What follows a certificate in DER is another one, or no part of its thumbprint.
    return isPem || certificate.raw.length === bytes.length ? certificate : 'several';
  } catch {
    return 'unreadable';
  }
}

function hasStrongKey(certificate: X509Certificate): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
    if (type === 'rsa' || type === 'rsa-pss') return (details?.modulusLength ?? 0) >= leastBits;
    if (type === 'ec') return goodCurves.includes(details?.namedCurve ?? '');
    return type === 'ed25519' || type === 'ed448';
  } catch {
    return false;
  }
}

/** A key in DER, or a PKCS #12 file, which holds one: a sequence that begins with the version 3. */
function isPrivateKey(bytes: Buffer): boolean {
  if (/^30(?:8[0-4](?:..){0,4}|[0-7].)020103/.test(bytes.subarray(0, 12).toString('hex'))) return true;
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      createPrivateKey({ key: bytes, format: 'der', type });
      return true;
    } catch (error) {
      // An encrypted key asks for its passphrase.
      return (error as { code?: string }).code === 'ERR_MISSING_PASSPHRASE';
    }
  });
}
