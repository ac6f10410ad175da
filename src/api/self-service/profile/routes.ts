import type { Context } from 'koa';
import type { z } from 'zod';
import { findClaims, findDefinitions } from '../../../commands/persons/claims/find-claims.ts';
import { changePerson } from '../../../commands/persons/profile/change-person.ts';
import { findPerson } from '../../../commands/persons/profile/find-person.ts';
import { tagOfPerson } from '../../../commands/persons/profile/lock-person.ts';
import type { PersonProfile, PersonValues, PostalAddress } from '../../../domain/persons/profile/profile.ts';
import type { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readClaims } from '../../admin/users/person-schema.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { consentLanguageOf } from '../../http/consent-language.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { ownProfile, profileBody } from './schema.ts';

const path = '/profile';

/** What is known of people, and what they change of it themselves (contract/portal.md section 2). */
export function profileRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Your profile',
      responses: { 200: ownProfile },
      handler: ({ context }) => present(deps, context),
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change what is sent of your profile',
      headers: [ifMatchHeader],
      body: profileBody,
      responses: { 200: ownProfile },
      handler: async ({ body: { claims: sent, ...body }, context }) => {
        const { userId } = personOf(context);
        const claims = sent && { values: readClaims(sent), isOwn: true, isSelf: true };
        const values = readProfile(body, await findPerson(deps, userId));
        const ifMatch = context.get('if-match') || undefined;
        await changePerson(deps, { userId, values, claims, ifMatch, origin: requestOriginOf(context) });
        return present(deps, context);
      },
    }),
  ];
}

function readProfile(
  body: Omit<z.output<typeof profileBody>, 'claims'>,
  person: PersonProfile | undefined,
): Partial<PersonValues> {
  const values = {
    displayName: body.display_name,
    givenName: body.given_name,
    familyName: body.family_name,
    gender: body.gender,
    birthDate: body.birthdate,
    zone: body.zoneinfo,
    locale: body.locale,
    addresses: body.address === undefined ? undefined : readAddresses(body.address, person?.addresses ?? []),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const noAddress: PostalAddress = {
  ...{ streetName: null, houseNumber: null, houseNumberAddition: null, postalCode: null, city: null },
  ...{ region: null, countryCode: null, companyName: null, isPrimary: true },
};

/** The primary address as it is to be, beside the others. Street and number are one line here. */
function readAddresses(
  sent: NonNullable<z.output<typeof profileBody>['address']> | null,
  addresses: readonly PostalAddress[],
): PostalAddress[] {
  const primary = primaryOf(addresses);
  const others = addresses.filter((address) => address !== primary);
  if (sent === null) return others.map((address, index) => ({ ...address, isPrimary: index === 0 }));
  const { street_address: street, locality, region, postal_code: postalCode, country } = sent;
  const address = {
    ...(primary ?? noAddress),
    ...(street !== undefined && { streetName: street, houseNumber: null, houseNumberAddition: null }),
    ...(locality !== undefined && { city: locality }),
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode }),
    ...(country !== undefined && { countryCode: country }),
  };
  return [address, ...others];
}

function primaryOf(addresses: readonly PostalAddress[]): PostalAddress | undefined {
  return addresses.find(({ isPrimary }) => isPrimary) ?? addresses[0];
}

async function present(deps: ApiDeps, context: Context) {
  const { userId } = personOf(context);
  const person = await findPerson(deps, userId);
  if (!person) throw new CountersignError('person_not_found');
  const [held, definitions] = [await findClaims(deps, userId), await findDefinitions(deps)];
  const language = consentLanguageOf(context);
  const claims = definitions
    .filter(({ claimType, updateable }) => updateable || claimType in held)
    .map((definition) => presentClaim(definition, held[definition.claimType] ?? [], language));
  return { status: 200, body: { ...presentProfile(person), claims }, headers: { ETag: tagOfPerson(person) } };
}

function presentClaim(definition: ClaimDefinition, values: string[], language: 'en' | 'nl') {
  const { claimType, friendlyName, kind, options, multiple, updateable } = definition;
  return {
    ...{ claim_type: claimType, friendly_name: friendlyName[language], kind, multiple, values, editable: updateable },
    ...(kind === 'discrete' && { options }),
  };
}

function presentProfile(person: PersonProfile): Omit<z.input<typeof ownProfile>, 'claims'> {
  const [[email], [phone], address] = [person.emails, person.phones, primaryOf(person.addresses)];
  const { streetName, houseNumber, houseNumberAddition } = address ?? noAddress;
  return {
    sub: person.id,
    ...{ display_name: person.displayName, username: person.username },
    ...{ given_name: person.givenName, family_name: person.familyName },
    ...{ gender: person.gender, birthdate: person.birthDate },
    email: email?.value ?? null,
    email_verified: Boolean(email?.verifiedAt),
    phone_number: phone?.value ?? null,
    phone_number_verified: Boolean(phone?.verifiedAt),
    ...{ zoneinfo: person.zone, locale: person.locale },
    address: address
      ? {
          street_address: [streetName, houseNumber, houseNumberAddition].filter(Boolean).join(' ') || null,
          ...{ locality: address.city, region: address.region },
          ...{ postal_code: address.postalCode, country: address.countryCode },
        }
      : null,
    organization: null,
    created_at: person.registeredAt.toISOString(),
    updated_at: person.changedAt.toISOString(),
  };
}
