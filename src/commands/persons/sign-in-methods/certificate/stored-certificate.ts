import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { runApart } from '../../../../database/prepared-statement.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';

/** What is kept of a certificate: the secret of its sign-in method, as JSON. */
export interface CertificateContent {
  subject: string;
  issuer: string;
  /** Hexadecimal. */
  serial: string;
  /** Of the certificate in DER, hexadecimal. */
  thumbprint: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
}

export function contentOf(certificate: X509Certificate): CertificateContent {
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    serial: certificate.serialNumber,
    thumbprint: thumbprintOf(certificate),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  };
}

/** Node has one part of a name on a line; RFC 4514 writes the last part first. */
function nameOf(name: string | undefined): string {
  return (name ?? '').split('\n').toReversed().join(', ').replaceAll(/\p{C}/gu, '').slice(0, 1024);
}

export function thumbprintOf({ raw }: X509Certificate): string {
  return createHash('sha256').update(raw).digest('hex');
}

/** What a certificate is found by. */
export function hashThumbprint(keyring: Keyring, thumbprint: string): Buffer {
  return keyring.lookupHash(thumbprint, 'sign_in_method.certificate');
}

export function openCertificate(keyring: Keyring, id: string, secret: Buffer): CertificateContent {
  return JSON.parse(openInRow(keyring, 'sign_in_method.secret', id, secret)) as CertificateContent;
}

const findByThumbprint = `select id, person_id as "personId" from sign_in_method
  where lookup_hash = ? and type = 'certificate' and status <> 'pending' and (due_at is null or due_at > ?)`;

/** The method, and its person, of which a certificate is; undefined for one that no person has uploaded. */
export async function findByCertificate(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  certificate: X509Certificate,
): Promise<{ id: string; personId: string } | undefined> {
  const hash = hashThumbprint(deps.keyring, thumbprintOf(certificate));
  const parameters = [hash, deps.clock()];
  const [row] = await runApart<{ id: string; personId: string }>(deps, { sql: findByThumbprint, parameters });
  return row;
}

/** Writes down that a certificate signed its person in. */
export async function noteCertificateUse(deps: Pick<CommandDeps, 'em' | 'clock'>, id: string): Promise<void> {
  await runApart(deps, {
    sql: 'update sign_in_method set last_used_at = ? where id = ?',
    parameters: [deps.clock(), id],
  });
}

/** Of methods of the type `certificate`, those that have not expired. */
export async function findUsableCertificates(
  em: EntityManager,
  methods: readonly string[],
  now: Date,
): Promise<string[]> {
  if (methods.length === 0) return [];
  const which = { id: { $in: [...methods] }, expiresAt: { $gt: now } };
  const rows = await em.find(SignInMethod, which, { fields: ['id'], disableIdentityMap: true });
  return rows.map(({ id }) => id);
}
