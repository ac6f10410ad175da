import { z } from 'zod';
import type { Contact, PersonProfile, PostalAddress } from '../../domain/persons/profile/profile.ts';
import { personStatuses } from '../../domain/persons/status.ts';

const text = z.string().nullable();
const contacts = z.array(
  z.object({
    primary: z.boolean().describe('Whether it is the one to use first.'),
    verified: z.boolean().describe('Whether it was verified.'),
    tag: text.describe('What the site calls it; null if nothing.'),
    value: z.string().describe('The e-mail address, or the phone number in E.164 form.'),
  }),
);

export const addressAnswer = z.array(
  z.object({
    street_name: text.describe('Street.'),
    house_number: text.describe('House number.'),
    house_number_addition: text.describe('What follows the house number.'),
    postal_code: text.describe('Postal code.'),
    city: text.describe('City.'),
    region: text.describe('Region or state.'),
    country_code: text.describe('Country (ISO 3166-1 alpha-2).'),
    company_name: text.describe('Company.'),
    primary: z.boolean().describe('Whether it is the one to use first.'),
  }),
);

export const attributeAnswer = z.array(
  z.object({ name: z.string().describe('Name of the attribute.'), value: z.string().describe('Its value.') }),
);

/** contract/idp.md section 2. */
export const personAnswer = z.object({
  person_id: z.string().describe('Id of the person: the `user_id`.'),
  status: z.enum(personStatuses.map((status) => status.toUpperCase())).describe('Where the person stands.'),
  gender: text.describe('Gender, in the words of the site; null if unknown.'),
  name: z
    .object({
      first_name: text.describe('Given name; null if unknown.'),
      last_name: text.describe('Family name; null if unknown.'),
      initials: text.describe('Initials; null if unknown.'),
      display_name: text.describe('Name that the person is shown by; null if none.'),
    })
    .describe('Names.'),
  date_of_birth: text.describe('Birth date, `YYYY-MM-DD`; null if unknown.'),
  email_addresses: contacts.describe('E-mail addresses, the primary one first.'),
  phone_numbers: contacts.describe('Phone numbers, the primary one first.'),
  addresses: addressAnswer.describe('Postal addresses.'),
  custom_attributes: attributeAnswer.describe('What else the site knows.'),
  preferred_locale: text.describe('Language of the person (BCP 47); null if unknown.'),
  reference_id: text.describe('What the site calls the person elsewhere; null if nothing.'),
});

export const migrationAnswer = z.object({
  status: z.enum(['MIGRATED', 'NOT_MIGRATED']).describe('Whether there is a person with this e-mail address.'),
  person_id: text.describe('Id of the person; null when there is none.'),
});

export function presentPerson(person: PersonProfile): z.input<typeof personAnswer> {
  return {
    person_id: person.id,
    status: person.status.toUpperCase(),
    gender: person.gender,
    name: {
      first_name: person.givenName,
      last_name: person.familyName,
      initials: person.initials,
      display_name: person.displayName,
    },
    date_of_birth: person.birthDate,
    email_addresses: person.emails.map(presentContact),
    phone_numbers: person.phones.map(presentContact),
    addresses: person.addresses.map(presentAddress),
    custom_attributes: presentAttributes(person.customAttributes),
    preferred_locale: person.locale,
    reference_id: person.referenceId,
  };
}

function presentContact({ value, isPrimary, tag, verifiedAt }: Contact) {
  return { primary: isPrimary, verified: verifiedAt !== null, tag, value };
}

export function presentAttributes(attributes: PersonProfile['customAttributes']) {
  return Object.entries(attributes).map(([name, value]) => ({ name, value }));
}

export function presentAddress(address: PostalAddress) {
  return {
    street_name: address.streetName,
    house_number: address.houseNumber,
    house_number_addition: address.houseNumberAddition,
    postal_code: address.postalCode,
    city: address.city,
    region: address.region,
    country_code: address.countryCode,
    company_name: address.companyName,
    primary: address.isPrimary,
  };
}
