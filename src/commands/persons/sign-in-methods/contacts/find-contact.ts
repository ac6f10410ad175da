import type { EntityManager } from '@mikro-orm/postgresql';
import type { ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../../entities/persons/person-phone.ts';
import type { Keyring } from '../../../../security/keyring.ts';

/** A verified contact of a person. */
export interface OwnContact {
  id: string;
  type: ContactType;
  /** E-mail address, or phone number in E.164 form. */
  destination: string;
  name: string | null;
  isPrimary: boolean;
  createdAt: Date;
}

/** The verified contacts of a person, addresses first, oldest first. */
export async function findContacts(em: EntityManager, keyring: Keyring, personId: string): Promise<OwnContact[]> {
  const verified = { person: personId, verifiedAt: { $ne: null } };
  const order = { orderBy: { id: 'asc' }, disableIdentityMap: true } as const;
  const emails = await em.find(PersonEmail, verified, order);
  const phones = await em.find(PersonPhone, verified, order);
  const asContact = (row: PersonEmail | PersonPhone, type: ContactType, destination: string): OwnContact => ({
    ...{ id: row.id, type, destination, name: row.tag ?? null, isPrimary: row.isPrimary, createdAt: row.createdAt },
  });
  const numberOf = ({ number }: PersonPhone) => openInRow(keyring, 'person_phone.number', personId, number);
  return [
    ...emails.map((row) => asContact(row, 'email', row.address)),
    ...phones.map((row) => asContact(row, 'phone', numberOf(row))),
  ];
}

/** A verified contact by its id; undefined for one that the person does not have. */
export async function findContact(
  em: EntityManager,
  keyring: Keyring,
  { personId, id }: { personId: string; id: string },
): Promise<OwnContact | undefined> {
  return (await findContacts(em, keyring, personId)).find((contact) => contact.id === id);
}
