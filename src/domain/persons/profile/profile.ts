import type { PersonStatus } from '../status.ts';

/** A postal address, as `/api/persons` and the portal know it. */
export interface PostalAddress {
  streetName: string | null;
  houseNumber: string | null;
  houseNumberAddition: string | null;
  postalCode: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2. */
  countryCode: string | null;
  companyName: string | null;
  isPrimary: boolean;
}

/** A contact as it is to be. */
export interface WantedContact {
  value: string;
  isPrimary: boolean;
  tag: string | null;
  /** Whether the caller vouches for it; undefined = what is known of it stays. */
  verified: boolean | undefined;
}

/** A contact as it is. */
export interface Contact {
  value: string;
  isPrimary: boolean;
  tag: string | null;
  verifiedAt: Date | null;
}

/** Everything of a person that a caller writes. */
export interface PersonValues {
  username: string | null;
  givenName: string | null;
  familyName: string | null;
  initials: string | null;
  displayName: string | null;
  locale: string | null;
  zone: string | null;
  gender: string | null;
  birthDate: string | null;
  referenceId: string | null;
  addresses: PostalAddress[];
  customAttributes: Readonly<Record<string, string>>;
  emails: WantedContact[];
  phones: WantedContact[];
}

/** A person as they are, opened. */
export interface PersonProfile extends Omit<PersonValues, 'emails' | 'phones'> {
  id: string;
  status: PersonStatus;
  /** Why an operator disabled or enabled them last, in the operator's words. */
  statusReason: string | null;
  emails: Contact[];
  phones: Contact[];
  revision: number;
  registeredAt: Date;
  changedAt: Date;
}

/** The name that people are shown and listed by; null when there is none. */
export function shownName(person: Pick<PersonValues, 'displayName' | 'givenName' | 'familyName'>): string | null {
  const { displayName, givenName, familyName } = person;
  return displayName ?? ([givenName, familyName].filter((name) => name !== null).join(' ') || null);
}
