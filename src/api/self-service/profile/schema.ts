import { z } from 'zod';
import { claimKinds } from '../../../domain/persons/claims/status.ts';
import { isBirthDate, isCountryCode, isTimeZone } from '../../../domain/persons/profile/profile-rules.ts';
import { claimsBody } from '../../admin/users/person-schema.ts';
import { identifier } from '../../http/text.ts';
import { localeBody } from '../../persons/schema.ts';

const text = (most: number) => identifier(most).nullish();
/** No sign that turns the direction of the text around it. */
const shown = (most: number) =>
  identifier(most).refine((name) => name.trim() === name && !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(name));

const address = z
  .strictObject({
    street_address: text(100).describe('Street and number.'),
    locality: text(100).describe('Town.'),
    region: text(100).describe('Region.'),
    postal_code: text(20).describe('Postal code.'),
    country: z.string().refine(isCountryCode).nullish().describe('Country (ISO 3166-1 alpha-2).'),
  })
  .describe('Your primary postal address; what is left out of it stays.');

export const profileBody = z.strictObject({
  display_name: shown(100).nullish().describe('Name that you are shown by, 1 to 100 characters.'),
  given_name: shown(100).nullish().describe('Given name.'),
  family_name: shown(100).nullish().describe('Family name.'),
  gender: text(32).describe('Gender.'),
  birthdate: z
    .string()
    .refine((value) => isBirthDate(value, new Date()))
    .nullish()
    .describe('Birth date, `YYYY-MM-DD`.'),
  zoneinfo: z.string().refine(isTimeZone).nullish().describe('Time zone, by its IANA name.'),
  locale: localeBody.nullish().describe('Language (BCP 47).'),
  address: address.nullish().describe('Your primary postal address; what is left out of it stays, null takes it away.'),
  claims: claimsBody.optional().describe('Values of claims that are yours to change, by type; null takes one away.'),
});

const nullable = (what: string) => z.string().nullable().describe(`${what}; null if unknown.`);

export const ownProfile = z.object({
  sub: z.string().describe('Your id.'),
  display_name: nullable('Name that you are shown by'),
  username: nullable('Username'),
  given_name: nullable('Given name'),
  family_name: nullable('Family name'),
  gender: nullable('Gender'),
  birthdate: nullable('Birth date'),
  email: nullable('E-mail address that is used first'),
  email_verified: z.boolean().describe('Whether it was verified.'),
  phone_number: nullable('Phone number that is used first'),
  phone_number_verified: z.boolean().describe('Whether it was verified.'),
  zoneinfo: nullable('Time zone'),
  locale: nullable('Language'),
  address: z
    .object({
      street_address: nullable('Street and number'),
      locality: nullable('Town'),
      region: nullable('Region'),
      postal_code: nullable('Postal code'),
      country: nullable('Country'),
    })
    .nullable()
    .describe('Primary postal address.'),
  organization: z.null().describe('People are in no organization yet.'),
  claims: z
    .array(
      z.object({
        claim_type: z.string().describe('URI of the claim.'),
        friendly_name: z.string().describe('What it is, in your language.'),
        kind: z.enum(claimKinds).describe('`free`: any text; `discrete`: some of the options.'),
        options: z.array(z.string()).optional().describe('What can be chosen, of a discrete claim.'),
        multiple: z.boolean().describe('Whether it can have several values.'),
        values: z.array(z.string()).describe('What is known of you.'),
        editable: z.boolean().describe('Whether you can change it.'),
      }),
    )
    .describe('Claims that you have, or can give yourself.'),
  created_at: z.string().describe('When you became known (RFC 3339).'),
  updated_at: z.string().describe('When the profile was changed last.'),
});
