/** Claims that each scope of OpenID Connect asks for (OpenID Connect Core section 5.4), as far as a person has them. */
export const scopeClaims = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'preferred_username',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
} as const;

/** A claim that comes with a scope. */
export interface ClaimOfScope {
  name: string;
  scope: string;
}

/** The claims that come with scopes; a scope of a protected resource has none. */
export function claimsOfScopes(scopes: readonly { resource: string | null; name: string }[]): ClaimOfScope[] {
  return scopes.flatMap(({ resource, name: scope }) => {
    const names: readonly string[] = resource === null ? (scopeClaims[scope as keyof typeof scopeClaims] ?? []) : [];
    return names.map((name) => ({ name, scope }));
  });
}
