import type { JsonWebKey } from 'node:crypto';

/** SubjectPublicKeyInfo of an uncompressed point of P-256 (RFC 5480 section 2), up to the point. */
const beforePoint = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');

/**
 * A device's public JWK (P-256) as SubjectPublicKeyInfo PEM. It is put together: every poll of a result carries one, and making
 * a key object of the same bytes and exporting it again took a seventh of the poll.
 */
export function publicKeyPem({ x, y }: Pick<JsonWebKey, 'x' | 'y'>): string {
  const der = Buffer.concat([beforePoint, ...[x, y].map((coordinate) => Buffer.from(coordinate ?? '', 'base64url'))]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END PUBLIC KEY-----\n`;
}
