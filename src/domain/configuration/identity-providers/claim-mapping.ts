import type { IdentityProviderKind } from './status.ts';

/** When a claim is taken over: at each sign-in, when the account becomes a person, or not (a test shows it). */
export const updateRules = ['always', 'first', 'never'] as const;

/** Where a claim of a provider goes (contract/hub.md section 10). */
export interface ClaimMapping {
  /** JSON pointer into the claims (RFC 6901). */
  from: string;
  /** A field of the profile, or `custom_attributes.NAME`. */
  to: string;
  update: (typeof updateRules)[number];
}

/** What claims can be mapped to. Contacts are not among it: an address counts where the provider says that it is verified. */
export const mappedFields = [
  'display_name',
  'given_name',
  'family_name',
  'gender',
  'birthdate',
  'locale',
  'zoneinfo',
] as const;
export type MappedField = (typeof mappedFields)[number];

export const attributePrefix = 'custom_attributes.';

const first = (from: string, to: MappedField): ClaimMapping => ({ from, to, update: 'first' });
const names = [
  first('/name', 'display_name'),
  first('/given_name', 'given_name'),
  first('/family_name', 'family_name'),
];

/** What is mapped unless an operator decides otherwise. */
export const defaultMappings: Readonly<Record<IdentityProviderKind, readonly ClaimMapping[]>> = {
  oidc: names,
  google: names,
  apple: names,
  slack: names,
  github: [first('/name', 'display_name')],
};
