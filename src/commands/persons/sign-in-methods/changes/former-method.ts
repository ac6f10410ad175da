import type { EntityManager } from '@mikro-orm/postgresql';
import type { ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { SignInMethodType } from '../../../../domain/persons/sign-in-methods/status.ts';
import { IdentityProvider } from '../../../../entities/configuration/identity-provider.ts';
import { ExternalIdentity } from '../../../../entities/persons/external-identity.ts';
import { RecoveryCode } from '../../../../entities/persons/recovery-code.ts';
import type { Person } from '../../../../entities/persons/person.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import { findContact } from '../contacts/find-contact.ts';
import { restoreContact } from '../contacts/store-contact.ts';

/** A sign-in method as it was, as JSON: what a link puts back. Its secret stays sealed for its row. */
export type FormerMethod =
  | {
      in: 'sign_in_method';
      id: string;
      type: SignInMethodType;
      name: string | null;
      /** Base64, like the other bytes. */
      secret: string | null;
      lookupHash: string | null;
      counter: number;
      revision: number;
      createdAt: string;
      /** End of a certificate. */
      expiresAt?: string | undefined;
      /** Hashes of recovery codes that were not used. */
      codes: string[];
      /** The account at an identity provider that it is found by. */
      account: { provider: string; subjectHash: string; providerAddress?: string; subject?: string | null } | null;
    }
  | {
      in: 'contacts';
      id: string;
      type: ContactType;
      name: string | null;
      destination: string;
      isPrimary: boolean;
    };

/** A method of a person as it is now; undefined for one that is not there. Part of the caller's transaction. */
export async function takeFormer(
  em: EntityManager,
  keyring: Keyring,
  { personId, id }: { personId: string; id: string },
): Promise<FormerMethod | undefined> {
  const row = await em.findOne(SignInMethod, { id, person: personId }, { disableIdentityMap: true });
  if (row) {
    const { type, name = null, secret, lookupHash, counter, revision, createdAt } = row;
    const codes = await em.find(RecoveryCode, { method: id }, { disableIdentityMap: true });
    const account = await em.findOne(ExternalIdentity, { method: id }, { disableIdentityMap: true });
    return {
      ...{ in: 'sign_in_method', id, type, name, counter, revision, createdAt: createdAt.toISOString() },
      secret: secret?.toString('base64') ?? null,
      lookupHash: lookupHash?.toString('base64') ?? null,
      codes: codes.map(({ codeHash }) => codeHash.toString('base64')),
      ...(row.expiresAt && { expiresAt: row.expiresAt.toISOString() }),
      account: account && {
        ...{ provider: account.provider, providerAddress: account.providerAddress },
        subjectHash: account.subjectHash.toString('base64'),
        // Sealed, and bound to the id of the method, under which it is put back.
        subject: account.subject?.toString('base64') ?? null,
      },
    };
  }
  const contact = await findContact(em, keyring, { personId, id });
  if (!contact) return undefined;
  const { type, name, destination, isPrimary } = contact;
  return { in: 'contacts', id, type, name, destination, isPrimary };
}

/**
 * Puts a method back as it was, in place of what there is of it now. An address that is another person's by now stays theirs. Part of the
 * caller's transaction, in which the person is locked.
 * @param mustChange whether a password has to be changed at the next sign-in.
 */
export async function putBack(
  em: EntityManager,
  keyring: Keyring,
  { person, former, now, mustChange }: { person: Person; former: FormerMethod; now: Date; mustChange: boolean },
): Promise<void> {
  if (former.in === 'contacts') return restoreContact(em, keyring, person, { ...former, now });
  const { id, type, name, counter, revision, createdAt, codes } = former;
  const isSingle = type === 'password' || type === 'recovery_codes';
  await em.nativeDelete(SignInMethod, { person: person.user, ...(isSingle ? { type } : { id }) });
  const lookupHash = former.lookupHash === null ? null : Buffer.from(former.lookupHash, 'base64');
  if (lookupHash && (await em.count(SignInMethod, { lookupHash })) > 0) return;
  const account = former.account && {
    provider: former.account.provider,
    // What was taken before the address was kept counts as no way in.
    providerAddress: former.account.providerAddress ?? '',
    subjectHash: Buffer.from(former.account.subjectHash, 'base64'),
    subject: former.account.subject ? Buffer.from(former.account.subject, 'base64') : null,
  };
  if (account && !(await isFree(em, account))) return;
  await em.insert(SignInMethod, {
    ...{ id, person: person.user, type, name, lookupHash, counter, mustChange: mustChange && type === 'password' },
    ...{ status: 'active', revision: revision + 1, createdAt: new Date(createdAt) },
    expiresAt: former.expiresAt === undefined ? null : new Date(former.expiresAt),
    ...{ failures: 0, knownDeviceFailures: 0, changeFailures: 0 },
    secret: former.secret === null ? null : Buffer.from(former.secret, 'base64'),
  });
  const hashes = codes.map((codeHash) => ({ codeHash: Buffer.from(codeHash, 'base64'), method: id }));
  if (hashes.length > 0) await em.insertMany(RecoveryCode, hashes);
  if (account) await em.insert(ExternalIdentity, { ...account, method: id });
}

/** Whether an account at a provider can be linked again: the provider is there, and no person has linked it. */
async function isFree(
  em: EntityManager,
  { provider, subjectHash }: { provider: string; subjectHash: Buffer },
): Promise<boolean> {
  const isThere = (await em.count(IdentityProvider, { id: provider })) > 0;
  return isThere && (await em.count(ExternalIdentity, { provider, subjectHash })) === 0;
}
