import type { EntityManager } from '@mikro-orm/postgresql';
import type { EntityName } from '@mikro-orm/core';
import { mostContacts } from '../../../../domain/persons/contacts/check-contacts.ts';
import { readEmailAddress } from '../../../../domain/persons/contacts/email-address.ts';
import type { ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../../entities/persons/person-phone.ts';
import type { Person } from '../../../../entities/persons/person.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import { hashPhoneNumber } from '../../profile/blind-index.ts';
import { refreshSearch } from '../../profile/write-profile.ts';

/** A row of either table. */
export type ContactRow = PersonEmail & PersonPhone;

const limits = { email: mostContacts.emails, phone: mostContacts.phones };

// Of the columns that the two tables share the compiler sees none.
const tables: Record<ContactType, EntityName<ContactRow>> = {
  email: PersonEmail as unknown as EntityName<ContactRow>,
  phone: PersonPhone as unknown as EntityName<ContactRow>,
};

/** The contacts of a type that a person has, oldest first, as they are in the database. */
export function contactsOfType(em: EntityManager, personId: string, type: ContactType): Promise<ContactRow[]> {
  return em.find(tables[type], { person: personId }, { orderBy: { id: 'asc' }, disableIdentityMap: true });
}

/** Whether a person may have one more. @param own those that they keep. @param waiting those that are about to come. */
export function checkContactLimit(type: ContactType, own: number, waiting: number): void {
  if (own + waiting >= limits[type]) throw new CountersignError('method_limit');
}

interface ProvenContact {
  id: string;
  type: ContactType;
  destination: string;
  name: string | null;
  /** The contact whose place it takes. */
  replaces: string | null;
  now: Date;
}

/**
 * Makes an address or a number that was proven a contact of a person, in place of one that is not verified or that it replaces. Part of
 * the caller's transaction, in which the person is locked. Two people who prove one number at once come one after the other.
 * @throws CountersignError `already_in_use`, `method_limit`
 */
export async function storeContact(
  em: EntityManager,
  keyring: Keyring,
  person: Person,
  { id, type, destination, name, replaces, now }: ProvenContact,
): Promise<void> {
  const table = tables[type];
  const key = keyOf(keyring, type, destination);
  await lockDestination(em, key);
  const same = await em.find(table, key, { disableIdentityMap: true });
  const isTaken = ({ id: other, person: owner, verifiedAt }: ContactRow) =>
    owner === person.user ? verifiedAt && other !== replaces : type === 'email' || verifiedAt;
  if (same.some(isTaken)) throw new CountersignError('already_in_use');
  const former = await contactsOfType(em, person.user, type);
  const leaving = former.filter((row) => row.id === replaces || same.some((other) => other.id === row.id));
  checkContactLimit(type, former.length - leaving.length, 0);
  await em.nativeDelete(table, { id: { $in: leaving.map((row) => row.id) } });
  const isPrimary = leaving.some((row) => row.isPrimary) || !former.some((row) => row.isPrimary);
  const tag = name ?? leaving.find((row) => row.id === replaces)?.tag ?? null;
  const verified = { verifiedAt: now, verifiedBy: 'code', createdAt: now } as const;
  const value = valueOf(keyring, person.user, type, destination);
  const row: Partial<ContactRow> = { ...key, ...value, ...verified, id, person: person.user, isPrimary, tag };
  await em.insert(table, row as ContactRow);
  await refreshSearch(em, keyring, person);
}

/** Two people who prove or get back one number come one after the other. */
async function lockDestination(em: EntityManager, { addressKey, numberHash }: Partial<ContactRow>): Promise<void> {
  const lockOf = addressKey ?? numberHash?.toString('base64url');
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockOf]);
}

/** Takes a contact away; the oldest verified one becomes the primary one in its place. Part of the caller's transaction. */
export async function deleteContact(
  em: EntityManager,
  keyring: Keyring,
  person: Person,
  { id, type }: { id: string; type: ContactType },
): Promise<void> {
  const table = tables[type];
  const rows = await contactsOfType(em, person.user, type);
  await em.nativeDelete(table, { id, person: person.user });
  const left = rows.filter((row) => row.id !== id);
  const heir = left.find((row) => row.verifiedAt) ?? left[0];
  if (heir && !left.some((row) => row.isPrimary)) await em.nativeUpdate(table, { id: heir.id }, { isPrimary: true });
  await refreshSearch(em, keyring, person);
}

/** Makes one of the contacts of its type the primary one, if it is there. Part of the caller's transaction, in which the person is locked. */
export async function choosePrimary(
  em: EntityManager,
  { personId, id, type }: { personId: string; id: string; type: ContactType },
): Promise<void> {
  const table = tables[type];
  if ((await em.count(table, { id, person: personId })) === 0) return;
  await em.nativeUpdate(table, { person: personId, isPrimary: true }, { isPrimary: false });
  await em.nativeUpdate(table, { id, person: personId }, { isPrimary: true });
}

/** Names a contact. @returns whether there is one. */
export async function nameContact(
  em: EntityManager,
  { id, personId, name }: { id: string; personId: string; name: string },
): Promise<ContactType | undefined> {
  for (const type of ['email', 'phone'] as const) {
    const changed = await em.nativeUpdate(
      tables[type],
      { id, person: personId, verifiedAt: { $ne: null } },
      { tag: name },
    );
    if (changed > 0) return type;
  }
  return undefined;
}

function keyOf(keyring: Keyring, type: ContactType, destination: string): Partial<ContactRow> {
  return type === 'email'
    ? { addressKey: destination.toLowerCase() }
    : { numberHash: hashPhoneNumber(keyring, destination) };
}

function valueOf(keyring: Keyring, personId: string, type: ContactType, destination: string): Partial<ContactRow> {
  return type === 'email'
    ? { address: readEmailAddress(destination)?.address ?? destination }
    : { number: sealInRow(keyring, 'person_phone.number', personId, destination) };
}

/** Puts a contact back that was a person's before; one that is another person's by now stays theirs. Part of the caller's transaction. */
export async function restoreContact(
  em: EntityManager,
  keyring: Keyring,
  person: Person,
  { id, type, destination, name: tag, isPrimary, now }: Omit<ProvenContact, 'replaces'> & { isPrimary: boolean },
): Promise<void> {
  const table = tables[type];
  const key = keyOf(keyring, type, destination);
  await lockDestination(em, key);
  const same = await em.find(table, key, { disableIdentityMap: true });
  if (same.some(({ person: owner, verifiedAt }) => owner !== person.user && (type === 'email' || verifiedAt))) return;
  const own = same.filter(({ person: owner }) => owner === person.user).map((row) => row.id);
  await em.nativeDelete(table, { id: { $in: [id, ...own] }, person: person.user });
  if (isPrimary) await em.nativeUpdate(table, { person: person.user, isPrimary: true }, { isPrimary: false });
  const verified = { verifiedAt: now, verifiedBy: 'code', createdAt: now } as const;
  const value = valueOf(keyring, person.user, type, destination);
  const row: Partial<ContactRow> = { ...key, ...value, ...verified, id, person: person.user, isPrimary, tag };
  await em.insert(table, row as ContactRow);
  await refreshSearch(em, keyring, person);
}
