import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import { findContacts } from '../../../persons/sign-in-methods/contacts/find-contact.ts';

/** Whether a code went where its person still has it: an address or number that they removed meanwhile proves nothing. True for what is not sent. */
export async function isOwnDestination(
  em: EntityManager,
  keyring: Keyring,
  { personId, destination }: Pick<AuthenticationChallenge, 'personId' | 'destination'>,
): Promise<boolean> {
  if (!destination) return true;
  const contacts = personId ? await findContacts(em, keyring, personId) : [];
  return contacts.some((contact) => contact.destination.toLowerCase() === destination.toLowerCase());
}
