import { z } from 'zod';
import { mostContacts } from '../../../domain/persons/contacts/check-contacts.ts';
import { isBirthDate, isTimeZone, isUsername } from '../../../domain/persons/profile/profile-rules.ts';
import type { Contact, PersonProfile, PersonValues, WantedContact } from '../../../domain/persons/profile/profile.ts';
import { longestValue, mostValues } from '../../../domain/persons/claims/claim-rules.ts';
import { personStatuses } from '../../../domain/persons/status.ts';
import { identifier } from '../../http/text.ts';
import { addressAnswer, attributeAnswer, presentAddress, presentAttributes } from '../../persons/presenter.ts';
import { addressesBody, attributesBody, localeBody, readAddress } from '../../persons/schema.ts';
import { overview } from './schema.ts';

/** An operator vouches for no address: that takes a proof of its owner, or the word of a site. */
const contact = z.strictObject({
  value: z.string().min(1).max(320).describe('The e-mail address, or the phone number in E.164 form.'),
  primary: z.boolean().default(false).describe('Whether it is the one to use first. Without one the first is.'),
  tag: identifier(64).nullish().describe('What it is called, such as `work`.'),
});
const text = (most: number) => identifier(most).nullish();

/** What operators write of a person. */
export const userBody = z.strictObject({
  username: z.string().refine(isUsername).nullish().describe('Username: 4 to 64 letters, digits, `.`, `_`, `-`.'),
  display_name: text(100).describe('Name that the person is shown by.'),
  given_name: text(100).describe('Given name.'),
  family_name: text(100).describe('Family name.'),
  initials: text(20).describe('Initials.'),
  gender: text(32).describe('Gender.'),
  birthdate: z
    .string()
    .refine((value) => isBirthDate(value, new Date()))
    .nullish()
    .describe('Birth date, `YYYY-MM-DD`.'),
  locale: localeBody.nullish().describe('Language of the person (BCP 47).'),
  zoneinfo: z.string().refine(isTimeZone).nullish().describe('Time zone, by its IANA name.'),
  email_addresses: z.array(contact).max(mostContacts.emails).nullish().describe('E-mail addresses, five at most.'),
  phone_numbers: z.array(contact).max(mostContacts.phones).nullish().describe('Phone numbers, three at most.'),
  addresses: addressesBody.nullish().describe('Postal addresses, ten at most.'),
  custom_attributes: attributesBody.nullish().describe('What else is known, 50 at most.'),
  reference_id: text(255).describe('What a site calls the person elsewhere.'),
});
export type UserBody = z.output<typeof userBody>;

/** Values of claims by type; null = the person has it no longer. */
export const claimsBody = z
  .record(z.string().min(1).max(255), z.array(identifier(longestValue)).max(mostValues).nullable())
  .refine((claims) => Object.keys(claims).length <= 100);
export const changeUserBody = userBody.extend({
  claims: claimsBody.optional().describe('Values of claims by definition, by claim type; null takes one away.'),
});

/** What is to become of the claims that were sent. */
export function readClaims(claims: z.output<typeof claimsBody>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(claims).map(([type, values]) => [type, values ?? []]));
}

/** Why an operator does something to a person: kept with the person. */
export const reasonBody = z.strictObject({
  reason: identifier(200).describe('Why, for other operators. It is kept with the person and in no event.'),
});

const nullable = z.string().nullable();
const contacts = z.array(
  z.object({
    value: z.string().describe('The e-mail address, or the phone number in E.164 form.'),
    primary: z.boolean().describe('Whether it is the one to use first.'),
    tag: nullable.describe('What it is called; null if nothing.'),
    verified_at: nullable.describe('When it was verified (RFC 3339); null if it was not.'),
  }),
);

/** A user with the profile, where there is one. */
export const userAnswer = overview.extend({
  status: z.enum(personStatuses).nullable().describe('Where the person stands; null of a user without a profile.'),
  status_reason: nullable.describe('Why an operator disabled, enabled or unlocked them last; null if none did.'),
  username: nullable.describe('Username; null if none.'),
  display_name: nullable.describe('Name that the person is shown by; null if none was given.'),
  given_name: nullable.describe('Given name; null if unknown.'),
  family_name: nullable.describe('Family name; null if unknown.'),
  initials: nullable.describe('Initials; null if unknown.'),
  gender: nullable.describe('Gender; null if unknown.'),
  birthdate: nullable.describe('Birth date, `YYYY-MM-DD`; null if unknown.'),
  locale: nullable.describe('Language of the person (BCP 47); null if unknown.'),
  zoneinfo: nullable.describe('Time zone, by its IANA name; null if unknown.'),
  email_addresses: contacts.describe('E-mail addresses, the primary one first.'),
  phone_numbers: contacts.describe('Phone numbers, the primary one first.'),
  addresses: addressAnswer.describe('Postal addresses.'),
  custom_attributes: attributeAnswer.describe('What else is known.'),
  claims: z.record(z.string(), z.array(z.string())).describe('Values of claims by definition, by claim type.'),
  reference_id: nullable.describe('What a site calls the person elsewhere; null if nothing.'),
  registered_at: nullable.describe('When the person became known (RFC 3339); null of a user without a profile.'),
  changed_at: nullable.describe('When the profile was last changed (RFC 3339); null of a user without one.'),
});

/** What is to be stored of what was sent: null takes away, what is left out stays. */
export function readUser(body: UserBody): Partial<PersonValues> {
  const { email_addresses: emails, phone_numbers: phones, addresses, custom_attributes: custom } = body;
  const values = {
    username: body.username,
    displayName: body.display_name,
    givenName: body.given_name,
    familyName: body.family_name,
    initials: body.initials,
    gender: body.gender,
    birthDate: body.birthdate,
    locale: body.locale,
    zone: body.zoneinfo,
    referenceId: body.reference_id,
    emails: emails === undefined ? undefined : (emails ?? []).map(readContact),
    phones: phones === undefined ? undefined : (phones ?? []).map(readContact),
    addresses: addresses === undefined ? undefined : (addresses ?? []).map(readAddress),
    customAttributes:
      custom === undefined ? undefined : Object.fromEntries((custom ?? []).map((one) => [one.name, one.value])),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function readContact({ value, primary, tag }: z.output<typeof contact>): WantedContact {
  return { value, isPrimary: primary, tag: tag ?? null, verified: undefined };
}

const noProfile = {
  status: null,
  status_reason: null,
  username: null,
  display_name: null,
  given_name: null,
  family_name: null,
  initials: null,
  gender: null,
  birthdate: null,
  locale: null,
  zoneinfo: null,
  email_addresses: [],
  phone_numbers: [],
  addresses: [],
  custom_attributes: [],
  reference_id: null,
  registered_at: null,
  changed_at: null,
};

export function presentProfile(person: PersonProfile | undefined) {
  if (!person) return noProfile;
  return {
    status: person.status,
    status_reason: person.statusReason,
    username: person.username,
    display_name: person.displayName,
    given_name: person.givenName,
    family_name: person.familyName,
    initials: person.initials,
    gender: person.gender,
    birthdate: person.birthDate,
    locale: person.locale,
    zoneinfo: person.zone,
    email_addresses: person.emails.map(presentContact),
    phone_numbers: person.phones.map(presentContact),
    addresses: person.addresses.map(presentAddress),
    custom_attributes: presentAttributes(person.customAttributes),
    reference_id: person.referenceId,
    registered_at: person.registeredAt.toISOString(),
    changed_at: person.changedAt.toISOString(),
  };
}

function presentContact({ value, isPrimary, tag, verifiedAt }: Contact) {
  return { value, primary: isPrimary, tag, verified_at: verifiedAt?.toISOString() ?? null };
}
