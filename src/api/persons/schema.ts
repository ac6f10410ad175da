import { z } from 'zod';
import {
  isBirthDate,
  attributeName,
  isCountryCode,
  mostAttributes,
  readLocale,
} from '../../domain/persons/profile/profile-rules.ts';
import { mostContacts } from '../../domain/persons/contacts/check-contacts.ts';
import type { PersonValues, PostalAddress, WantedContact } from '../../domain/persons/profile/profile.ts';
import { identifier } from '../http/text.ts';

export const personParams = z.object({ person_id: identifier().describe('Id of the person: the `user_id`.') });
const emailText = z.string().min(1).max(320).describe('E-mail address.');
export const emailQuery = z.strictObject({ email: emailText });
export const migrationBody = z.strictObject({ email: emailText });

const contact = z.strictObject({
  value: z.string().min(1).max(320).describe('The e-mail address, or the phone number in E.164 form.'),
  primary: z.boolean().default(false).describe('Whether it is the one to use first. Without one the first is.'),
  verified: z.boolean().optional().describe('Whether the site vouches for it. Left out: what is known of it stays.'),
  tag: identifier(64).nullish().describe('What the site calls it, such as `work`.'),
});
const text = (most: number) => identifier(most).nullish();

const address = z.strictObject({
  street_name: text(100).describe('Street.'),
  house_number: text(20).describe('House number.'),
  house_number_addition: text(20).describe('What follows the house number.'),
  postal_code: text(20).describe('Postal code.'),
  city: text(100).describe('City.'),
  region: text(100).describe('Region or state.'),
  country_code: z.string().refine(isCountryCode).nullish().describe('Country (ISO 3166-1 alpha-2).'),
  company_name: text(100).describe('Company.'),
  primary: z.boolean().default(false).describe('Whether it is the one to use first.'),
});

export const attributesBody = z
  .array(
    z.strictObject({
      name: z.string().regex(attributeName).describe('Name of the attribute.'),
      value: z
        .string()
        .max(1024)
        .refine((value) => !value.includes('\0') && value.isWellFormed())
        .describe('Its value.'),
    }),
  )
  .max(mostAttributes)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length);

export const addressesBody = z.array(address).max(10);

export const localeBody = z.string().transform((tag, context) => readLocale(tag) ?? refuse(context));

const name = z.strictObject({
  first_name: text(100).describe('Given name.'),
  last_name: text(100).describe('Family name.'),
  initials: text(20).describe('Initials.'),
  display_name: text(100).describe('Name that the person is shown by.'),
});

/** A profile as it is sent (contract/idp.md section 2): what is left out stays, null takes away. */
export const profileBody = z.strictObject({
  gender: text(32).describe('Gender, in the words of the site.'),
  name: name.nullish().describe('Names.'),
  date_of_birth: z
    .string()
    .refine((value) => isBirthDate(value, new Date()))
    .nullish()
    .describe('Birth date, `YYYY-MM-DD`.'),
  email_addresses: z.array(contact).max(mostContacts.emails).nullish().describe('E-mail addresses, five at most.'),
  phone_numbers: z.array(contact).max(mostContacts.phones).nullish().describe('Phone numbers, three at most.'),
  addresses: addressesBody.nullish().describe('Postal addresses, ten at most.'),
  custom_attributes: attributesBody.nullish().describe('What else the site knows, 50 at most.'),
  preferred_locale: localeBody.nullish().describe('Language of the person (BCP 47).'),
  reference_id: text(255).describe('What the site calls the person elsewhere.'),
});
export type ProfileBody = z.output<typeof profileBody>;

function refuse(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom' });
  return z.NEVER;
}

/** What is to be stored of what was sent. */
export function readProfile(body: ProfileBody): Partial<PersonValues> {
  const { name: names, email_addresses: emails, phone_numbers: phones, addresses, custom_attributes: custom } = body;
  const named = names === null ? { first_name: null, last_name: null, initials: null, display_name: null } : names;
  const values = {
    gender: body.gender,
    givenName: named?.first_name,
    familyName: named?.last_name,
    initials: named?.initials,
    displayName: named?.display_name,
    birthDate: body.date_of_birth,
    locale: body.preferred_locale,
    referenceId: body.reference_id,
    emails: emails === undefined ? undefined : (emails ?? []).map(readContact),
    phones: phones === undefined ? undefined : (phones ?? []).map(readContact),
    addresses: addresses === undefined ? undefined : (addresses ?? []).map(readAddress),
    customAttributes:
      custom === undefined ? undefined : Object.fromEntries((custom ?? []).map((one) => [one.name, one.value])),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function readContact({ value, primary, tag, verified }: z.output<typeof contact>): WantedContact {
  return { value, isPrimary: primary, tag: tag ?? null, verified };
}

export function readAddress(one: z.output<typeof address>): PostalAddress {
  return {
    streetName: one.street_name ?? null,
    houseNumber: one.house_number ?? null,
    houseNumberAddition: one.house_number_addition ?? null,
    postalCode: one.postal_code ?? null,
    city: one.city ?? null,
    region: one.region ?? null,
    countryCode: one.country_code ?? null,
    companyName: one.company_name ?? null,
    isPrimary: one.primary,
  };
}
