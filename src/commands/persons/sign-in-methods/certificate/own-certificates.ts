import type { X509Certificate } from 'node:crypto';
import { mostCertificates } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { dueLater } from '../list/due-later.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { readUploadedCertificate } from '../../../../security/clients/uploaded-certificate.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import { removeMethod } from '../removal/change-method.ts';
import type { AskedMethod } from '../removal/change-method.ts';
import type { RemovalDeps } from '../removal/check-removable.ts';
import { contentOf, hashThumbprint, openCertificate } from './stored-certificate.ts';
import type { CertificateContent } from './stored-certificate.ts';

/** A certificate of a person. */
export interface OwnCertificate extends CertificateContent {
  id: string;
}

/** The certificates of a person, oldest first, also those that have expired. */
export async function listCertificates(
  { em, clock, keyring }: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  person: string,
): Promise<OwnCertificate[]> {
  const rows = await em().find(
    SignInMethod,
    { person, type: 'certificate', ...dueLater(clock()) },
    { orderBy: { id: 'asc' } },
  );
  return rows.flatMap(({ id, secret }) => (secret ? [{ id, ...openCertificate(keyring, id, secret) }] : []));
}

interface UploadedCertificate {
  personId: string;
  /** DER or PEM. */
  file: Uint8Array;
  /** The certificate of the TLS connection of the upload: who has its key has shown that. */
  presented?: X509Certificate | undefined;
  origin: RequestOrigin;
}

/**
 * Adds a certificate, by which its person signs in from now on. Earlier ones stay until they are removed. Certificates are no secret: one
 * that another person uploaded and never signed in with is taken from them by who shows that they have its key.
 * @throws CountersignError `certificate_invalid` with the reason, `certificate_in_use`, `method_limit`, `person_not_found`
 */
export async function addCertificate(
  deps: ChangeDeps,
  { personId, file, presented, origin }: UploadedCertificate,
): Promise<OwnCertificate> {
  const certificate = readUploadedCertificate(file, deps.clock());
  if (typeof certificate === 'string')
    throw new CountersignError('certificate_invalid', { extra: { reason: certificate } });
  const content = contentOf(certificate);
  const id = timeOrderedId(deps.clock().getTime());
  const lookupHash = hashThumbprint(deps.keyring, content.thumbprint);
  if (presented?.raw.equals(certificate.raw)) await takeFromOther(deps, { personId, lookupHash, origin });
  await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, tell }) => {
    const others = { person: personId, type: 'certificate' } as const;
    if ((await em.count(SignInMethod, { lookupHash })) > 0) throw new CountersignError('certificate_in_use');
    if ((await em.count(SignInMethod, others)) >= mostCertificates) throw new CountersignError('method_limit');
    const name = /CN=([^,]+)/.exec(content.subject)?.[1]?.slice(0, 64) ?? null;
    em.create(
      SignInMethod,
      {
        ...{ id, ...others, status: 'active', name, lookupHash, counter: 0, createdAt: now },
        secret: sealInRow(deps.keyring, 'sign_in_method.secret', id, JSON.stringify(content)),
        expiresAt: certificate.validToDate,
      },
      { persist: true },
    );
    person.revision += 1;
    person.changedAt = now;
    const about = { userId: personId, subjectId: id, detail: 'certificate' };
    recordEvent(em, { name: 'METHOD ADDED', occurredAt: now, ...originOf(origin), ...about });
    await tell({ kind: 'added', type: 'certificate', methodId: id, name });
  }).catch(nameInUse);
  return { id, ...content };
}

/** The other person is told by mail. */
async function takeFromOther(
  deps: ChangeDeps,
  { personId, lookupHash, origin }: { personId: string; lookupHash: Buffer; origin: RequestOrigin },
): Promise<void> {
  const which = { lookupHash, type: 'certificate', lastUsedAt: null, person: { $ne: personId } } as const;
  const found = await deps.em().findOne(SignInMethod, which);
  if (!found) return;
  await changeMethods(deps, { userId: found.person, origin }, async ({ em, person, now, takeFormer, tell }) => {
    const method = await em.findOne(SignInMethod, { ...which, id: found.id });
    if (!method) return;
    const { id: methodId, name = null, person: userId } = method;
    const former = await takeFormer(methodId);
    em.remove(method);
    person.revision += 1;
    person.changedAt = now;
    const about = { userId, subjectId: methodId, detail: 'certificate: taken by its owner' };
    recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, ...originOf(origin), ...about });
    await tell({ kind: 'removed', type: 'certificate', methodId, name, former });
  });
}

/** Two people may upload one certificate in the same moment. */
function nameInUse(error: unknown): never {
  const isTaken = error instanceof CountersignError && error.code === 'already_in_use';
  throw isTaken ? new CountersignError('certificate_in_use', { cause: error }) : error;
}

/**
 * Removes a certificate of a person.
 * @throws CountersignError `certificate_unknown`, `last_method`, `method_required_by_policy`
 */
export async function removeCertificate(deps: ChangeDeps & RemovalDeps, asked: AskedMethod): Promise<void> {
  const own = await listCertificates(deps, asked.personId);
  if (!own.some(({ id }) => id === asked.methodId)) throw new CountersignError('certificate_unknown');
  await removeMethod(deps, asked);
}
