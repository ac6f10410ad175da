import { isDeepStrictEqual } from 'node:util';
import { foldText } from '../../../domain/persons/search/fold-text.ts';
import { searchTextOf } from '../../../domain/persons/search/search-words.ts';
import { shownName } from '../../../domain/persons/profile/profile.ts';
import type { PersonValues, PostalAddress } from '../../../domain/persons/profile/profile.ts';
import { openInRow, sealInRow } from '../../../entities/columns/row-bound.ts';
import type { Person } from '../../../entities/persons/person.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { hashPhoneParts, hashReference } from './blind-index.ts';

/** What is kept in clear, by the names of the API. */
const clear = {
  username: 'username',
  givenName: 'name.first_name',
  familyName: 'name.last_name',
  initials: 'name.initials',
  displayName: 'name.display_name',
  locale: 'preferred_locale',
  zone: 'zone',
} as const;
/** What is sealed in its row, with the column's own name. */
const sealed = {
  gender: { name: 'gender', column: 'person.gender' },
  birthDate: { name: 'date_of_birth', column: 'person.birth_date' },
  referenceId: { name: 'reference_id', column: 'person.reference_id' },
  addresses: { name: 'addresses', column: 'person.addresses' },
  customAttributes: { name: 'custom_attributes', column: 'person.custom_attributes' },
} as const;
const sortNameLength = 255;

type Clear = keyof typeof clear;
type Sealed = keyof typeof sealed;

/** What a person has beside their contacts. */
export type PersonDetails = Pick<PersonValues, Clear | Sealed>;

/** Opens the sealed columns of a person. */
export function openDetails(keyring: Keyring, person: Person): PersonDetails {
  const open = (field: Sealed) => {
    const value = person[field];
    return value ? openInRow(keyring, sealed[field].column, person.user, value) : null;
  };
  const { username, givenName, familyName, initials, displayName, locale, zone } = person;
  return {
    ...{ username: username ?? null, givenName: givenName ?? null, familyName: familyName ?? null },
    ...{ initials: initials ?? null, displayName: displayName ?? null, locale: locale ?? null, zone: zone ?? null },
    gender: open('gender'),
    birthDate: open('birthDate'),
    referenceId: open('referenceId'),
    addresses: JSON.parse(open('addresses') ?? '[]') as PostalAddress[],
    customAttributes: JSON.parse(open('customAttributes') ?? '{}') as Record<string, string>,
  };
}

/** Gives a person what was sent, and leaves the rest. @returns the names of what is another value now. */
export function assignDetails(keyring: Keyring, person: Person, values: Partial<PersonDetails>): string[] {
  const before = openDetails(keyring, person);
  const changed: string[] = [];
  for (const field of Object.keys(clear) as Clear[]) {
    const value = values[field];
    if (value === undefined || value === before[field]) continue;
    person[field] = value;
    changed.push(clear[field]);
  }
  for (const field of Object.keys(sealed) as Sealed[]) {
    const value = values[field];
    if (value === undefined || isDeepStrictEqual(value, before[field])) continue;
    person[field] = seal(keyring, person.user, field, value);
    changed.push(sealed[field].name);
  }
  if (values.username !== undefined) person.usernameKey = values.username?.toLowerCase() ?? null;
  if (values.referenceId !== undefined)
    person.referenceHash = values.referenceId === null ? null : hashReference(keyring, values.referenceId);
  return changed;
}

function seal(keyring: Keyring, personId: string, field: Sealed, value: PersonDetails[Sealed]): Buffer | null {
  if (value === null || isDeepStrictEqual(value, []) || isDeepStrictEqual(value, {})) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return sealInRow(keyring, sealed[field].column, personId, text);
}

/** Brings up to date what a person is found by. */
export function assignSearch(
  keyring: Keyring,
  person: Person,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
): void {
  const { givenName = null, familyName = null, displayName = null, initials = null, username = null } = person;
  person.searchText = searchTextOf([displayName, givenName, familyName, initials, username, ...emails, person.user]);
  person.sortName = foldText(shownName({ displayName, givenName, familyName }) ?? '').slice(0, sortNameLength);
  person.phoneParts = hashPhoneParts(keyring, phones);
}
