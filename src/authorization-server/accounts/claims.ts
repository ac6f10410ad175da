import type { AccountClaims } from 'oidc-provider';
import { shownName } from '../../domain/persons/profile/profile.ts';
import type { PersonProfile, PostalAddress } from '../../domain/persons/profile/profile.ts';
import { scopeClaims } from '../../domain/tokens/consents/scope-claims.ts';

/** Scopes of OpenID Connect that clients may ask for. */
export const openidScopes = ['openid', ...Object.keys(scopeClaims), 'offline_access'];

/** Every claim of a person; the provider leaves out what was not asked for or not granted. */
export function claimsOf(person: PersonProfile): AccountClaims {
  const [email] = person.emails;
  const [phone] = person.phones;
  const address = person.addresses.find(({ isPrimary }) => isPrimary) ?? person.addresses[0];
  const claims = {
    name: shownName(person),
    family_name: person.familyName,
    given_name: person.givenName,
    preferred_username: person.username,
    gender: person.gender,
    birthdate: person.birthDate,
    zoneinfo: person.zone,
    locale: person.locale,
    updated_at: Math.floor(person.changedAt.getTime() / 1000),
    email: email?.value,
    email_verified: email && email.verifiedAt !== null,
    phone_number: phone?.value,
    phone_number_verified: phone && phone.verifiedAt !== null,
    address: address && addressClaim(address),
  };
  return { sub: person.id, ...withoutNothing(claims) };
}

/** OpenID Connect Core section 5.1.1. */
function addressClaim(address: PostalAddress): Record<string, unknown> {
  const { streetName, houseNumber, houseNumberAddition, city, region, postalCode, countryCode } = address;
  return withoutNothing({
    street_address: [streetName, houseNumber, houseNumberAddition].filter((part) => part !== null).join(' ') || null,
    locality: city,
    region,
    postal_code: postalCode,
    country: countryCode,
  });
}

function withoutNothing(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null && value !== undefined));
}
