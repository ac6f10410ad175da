import type { EntityManager } from '@mikro-orm/postgresql';
import type { PersonValues } from '../../../domain/persons/profile/profile.ts';
import type { Verification } from '../../../domain/persons/status.ts';
import { openInRow } from '../../../entities/columns/row-bound.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { PersonPhone } from '../../../entities/persons/person-phone.ts';
import type { Person } from '../../../entities/persons/person.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { assignDetails, assignSearch } from './person-columns.ts';
import { replaceEmails, replacePhones } from './replace-contacts.ts';
import { changeUsername } from './usernames.ts';

/** Who vouches for contacts that are said to be verified. */
const verifiedBy: Verification = 'api_client';

/**
 * Gives a person what was sent, in one transaction with the caller's other changes. The row of the person is in the database.
 * @returns the names of the fields that are different now: none, and nothing was changed.
 */
export async function writeProfile(
  em: EntityManager,
  keyring: Keyring,
  person: Person,
  values: Partial<PersonValues>,
  now: Date,
): Promise<string[]> {
  const { emails, phones, ...details } = values;
  // Asked before anything is assigned: the ORM writes what was assigned before it asks.
  if (values.username !== undefined) {
    const names = { from: person.usernameKey ?? null, to: values.username?.toLowerCase() ?? null };
    await changeUsername(em, keyring, { personId: person.user, ...names, now });
  }
  const owner = { personId: person.user, now, verifiedBy };
  const contacts = {
    emails: emails ? await replaceEmails(em, owner, emails) : await emailsOf(em, person),
    phones: phones ? await replacePhones(em, keyring, owner, phones) : await phonesOf(em, keyring, person),
  };
  const changed = assignDetails(keyring, person, details);
  if (emails) changed.push('email_addresses');
  if (phones) changed.push('phone_numbers');
  if (changed.length === 0) return changed;
  assignSearch(keyring, person, contacts);
  person.revision += 1;
  person.changedAt = now;
  return changed;
}

/** Brings up to date what a person is found by, after their contacts have changed. */
export async function refreshSearch(em: EntityManager, keyring: Keyring, person: Person): Promise<void> {
  assignSearch(keyring, person, {
    emails: await emailsOf(em, person),
    phones: await phonesOf(em, keyring, person),
  });
}

async function emailsOf(em: EntityManager, { user }: Person): Promise<string[]> {
  return (await em.find(PersonEmail, { person: user }, { disableIdentityMap: true })).map(({ address }) => address);
}

async function phonesOf(em: EntityManager, keyring: Keyring, { user }: Person): Promise<string[]> {
  const rows = await em.find(PersonPhone, { person: user }, { disableIdentityMap: true });
  return rows.map(({ number }) => openInRow(keyring, 'person_phone.number', user, number));
}
