import type { EntityName } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { faultOfContacts, primaryOf } from '../../../domain/persons/contacts/check-contacts.ts';
import { readEmailAddress } from '../../../domain/persons/contacts/email-address.ts';
import { parsePhoneNumber } from '../../../domain/persons/contacts/phone-number.ts';
import type { WantedContact } from '../../../domain/persons/profile/profile.ts';
import type { Verification } from '../../../domain/persons/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { openInRow, sealInRow } from '../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../entities/persons/person-phone.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { hashPhoneNumber } from './blind-index.ts';

/** Whose contacts they are to be, and what vouches for those that are said to be verified. */
interface Owner {
  personId: string;
  now: Date;
  verifiedBy: Verification;
}

/** A contact that was read: what it is in the table, and what makes it one. */
interface ReadContact {
  wanted: WantedContact;
  key: string;
  columns: Partial<PersonEmail> & Partial<PersonPhone>;
}

/** A row of either table. */
type Row = PersonEmail & PersonPhone;
type ContactRow = Pick<PersonEmail, 'id' | 'verifiedAt' | 'verifiedBy'>;

/**
 * Makes these the e-mail addresses of a person. One that they have already keeps what is known of it.
 * @returns the addresses.
 * @throws CountersignError `email_invalid`, `email_in_use`, `invalid_request`
 */
export async function replaceEmails(
  em: EntityManager,
  owner: Owner,
  wanted: readonly WantedContact[],
): Promise<string[]> {
  const read = wanted.map((contact): ReadContact => {
    const email = readEmailAddress(contact.value);
    if (!email) throw new CountersignError('email_invalid', { extra: { parameter: 'email_addresses' } });
    return { wanted: contact, key: email.key, columns: { address: email.address, addressKey: email.key } };
  });
  checkContacts('emails', read);
  const keys = read.map(({ key }) => key);
  const taken = await em.count(PersonEmail, { addressKey: { $in: keys }, person: { $ne: owner.personId } });
  if (taken > 0) throw new CountersignError('email_in_use');
  const known = await em.find(PersonEmail, { person: owner.personId }, { disableIdentityMap: true });
  await write(em, PersonEmail, owner, read, new Map(known.map((row) => [row.addressKey, row])));
  return read.map(({ columns }) => columns.address as string);
}

/**
 * The same for phone numbers, which are in E.164 form.
 * @throws CountersignError `phone_number_invalid`, `invalid_request`
 */
export async function replacePhones(
  em: EntityManager,
  keyring: Keyring,
  owner: Owner,
  wanted: readonly WantedContact[],
): Promise<string[]> {
  const read = wanted.map((contact): ReadContact => {
    const number = parsePhoneNumber(contact.value);
    if (!number) throw new CountersignError('phone_number_invalid', { extra: { parameter: 'phone_numbers' } });
    const sealed = sealInRow(keyring, 'person_phone.number', owner.personId, number);
    return { wanted: contact, key: number, columns: { number: sealed, numberHash: hashPhoneNumber(keyring, number) } };
  });
  checkContacts('phones', read);
  const known = await em.find(PersonPhone, { person: owner.personId }, { disableIdentityMap: true });
  const numberOf = ({ number }: PersonPhone) => openInRow(keyring, 'person_phone.number', owner.personId, number);
  await write(em, PersonPhone, owner, read, new Map(known.map((row) => [numberOf(row), row])));
  return read.map(({ key }) => key);
}

function checkContacts(kind: 'emails' | 'phones', read: readonly ReadContact[]): void {
  const fault = faultOfContacts(
    kind,
    read.map(({ wanted }) => wanted),
    read.map(({ key }) => key),
  );
  const parameter = kind === 'emails' ? 'email_addresses' : 'phone_numbers';
  if (fault) throw new CountersignError('invalid_request', { extra: { parameter }, detail: fault });
}

/** Takes the primary mark away first: there is never more than one. */
async function write(
  em: EntityManager,
  entity: typeof PersonEmail | typeof PersonPhone,
  { personId, now, verifiedBy }: Owner,
  read: readonly ReadContact[],
  known: ReadonlyMap<string, ContactRow>,
): Promise<void> {
  // Of the columns that the two tables share the compiler sees none.
  const table = entity as unknown as EntityName<Row>;
  const kept = read.flatMap(({ key }) => known.get(key)?.id ?? []);
  await em.nativeDelete(table, { person: personId, id: { $nin: kept } });
  await em.nativeUpdate(table, { person: personId, isPrimary: true }, { isPrimary: false });
  const primary = primaryOf(read.map(({ wanted }) => wanted));
  for (const [index, { wanted, key, columns }] of read.entries()) {
    const row = known.get(key);
    const state = {
      ...columns,
      isPrimary: index === primary,
      tag: wanted.tag,
      ...verificationOf(wanted, row, { now, verifiedBy }),
    };
    if (row) await em.nativeUpdate(table, { id: row.id }, state);
    else
      await em.insert(table, { ...state, id: timeOrderedId(now.getTime()), person: personId, createdAt: now } as Row);
  }
}

function verificationOf(
  { verified }: WantedContact,
  known: ContactRow | undefined,
  { now, verifiedBy }: Pick<Owner, 'now' | 'verifiedBy'>,
): Pick<PersonEmail, 'verifiedAt' | 'verifiedBy'> {
  const before = { verifiedAt: known?.verifiedAt ?? null, verifiedBy: known?.verifiedBy ?? null };
  if (verified === undefined) return before;
  if (!verified) return { verifiedAt: null, verifiedBy: null };
  return before.verifiedAt ? before : { verifiedAt: now, verifiedBy };
}
