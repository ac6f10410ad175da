import { X509Certificate } from 'node:crypto';

/** What of a certificate names its client (RFC 8705 section 2.1.2). */
export const certificateFields = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email'] as const;
export type CertificateField = (typeof certificateFields)[number];

/** A client certificate has a few kilobytes. */
const longest = 16_384;
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** The certificate in a `Client-Cert` header (RFC 9440 section 2.1): a byte sequence of structured fields, of one certificate. */
export function readCertificateHeader(header: string): X509Certificate | undefined {
  const text = header.length <= longest ? /^ *:([A-Za-z0-9+/]+={0,2}): *$/.exec(header)?.[1] : undefined;
  if (text === undefined) return undefined;
  try {
    const der = Buffer.from(text, 'base64');
    const certificate = new X509Certificate(der);
    // What follows the certificate would be no part of its thumbprint.
    return certificate.raw.equals(der) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** The certificates of a PEM file. @throws when one cannot be read */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** Whether one of the authorities issued a certificate, which is valid now and may be used by clients. */
export function isIssuedBy(certificate: X509Certificate, authorities: readonly X509Certificate[], now: Date): boolean {
  if (certificate.ca || !isValidAt(certificate, now) || !isForClients(certificate)) return false;
  return authorities.some(
    (authority) =>
      authority.ca &&
      isValidAt(authority, now) &&
      certificate.checkIssued(authority) &&
      certificate.verify(authority.publicKey),
  );
}

/** Whether clients may use it: when it lists uses, that is one of them. */
export function isForClients(certificate: X509Certificate): boolean {
  const uses = certificate.keyUsage as readonly string[] | undefined;
  return !uses || uses.includes(clientAuthentication);
}

export function isValidAt({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

/** Whether a certificate names its client so. A wildcard names no client: names are compared as they are. */
export function isNamed(certificate: X509Certificate, field: CertificateField, expected: string): boolean {
  switch (field) {
    case 'subject_dn':
      return sameList(distinguishedName(certificate), expected.split(/(?<!\\),/));
    case 'san_dns':
      return alternativeNames(certificate, 'DNS').some((name) => name.toLowerCase() === expected.toLowerCase());
    case 'san_uri':
      return alternativeNames(certificate, 'URI').includes(expected);
    case 'san_ip':
      return certificate.checkIP(expected) !== undefined;
    case 'san_email':
      return alternativeNames(certificate, 'email').includes(expected);
  }
}

/** The last part first, as RFC 4514 writes a name; Node has one part on a line. */
function distinguishedName({ subject }: X509Certificate): string[] {
  return (subject ?? '').split('\n').toReversed();
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part.trim() === other[index]?.trim());
}

/** Node writes `DNS:a, URI:b`, and a value with anything special in it as a JSON text. */
export function alternativeNames({ subjectAltName }: X509Certificate, kind: 'DNS' | 'URI' | 'email'): string[] {
  const found = (subjectAltName ?? '').matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)/g);
  return [...found]
    .filter(([, name]) => name === kind)
    .map(([, , value = '']) => (value.startsWith('"') ? String(JSON.parse(value)) : value));
}
