import type { WantedContact } from '../profile/profile.ts';

/** So many contacts of a kind a person may have (contract/portal.md section 3). */
export const mostContacts = { emails: 5, phones: 3 } as const;

/** Why contacts cannot be a person's; undefined when they can. */
export type ContactFault = 'too_many' | 'twice' | 'several_primary';

/** @param keys what makes each contact one, in the order of the contacts. */
export function faultOfContacts(
  kind: keyof typeof mostContacts,
  contacts: readonly WantedContact[],
  keys: readonly string[],
): ContactFault | undefined {
  if (contacts.length > mostContacts[kind]) return 'too_many';
  if (new Set(keys).size < keys.length) return 'twice';
  return contacts.filter(({ isPrimary }) => isPrimary).length > 1 ? 'several_primary' : undefined;
}

/** Which contact is the primary one: the one that says so, else the first. */
export function primaryOf(contacts: readonly Pick<WantedContact, 'isPrimary'>[]): number {
  return Math.max(
    0,
    contacts.findIndex(({ isPrimary }) => isPrimary),
  );
}
