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

/** A claim by definition that a scope of OpenID Connect gives beside its own. */
export interface DefinedClaim {
  claimType: string;
  scope?: string | null;
}

/**
 * The claims that come with scopes; a scope of a protected resource has none.
 * @param definitions of claims beside those of OpenID Connect.
 */
export function claimsOfScopes(
  scopes: readonly { resource: string | null; name: string }[],
  definitions: readonly DefinedClaim[],
): ClaimOfScope[] {
  return scopes.flatMap(({ resource, name: scope }) => {
    if (resource !== null) return [];
    const own: readonly string[] = scopeClaims[scope as keyof typeof scopeClaims] ?? [];
    const defined = definitions.filter((one) => one.scope === scope).map(({ claimType }) => claimType);
    return [...own, ...defined].map((name) => ({ name, scope }));
  });
}
