/** Kinds of identity providers. `oidc` is any provider that speaks OpenID Connect and publishes its metadata. */
export const identityProviderKinds = ['oidc', 'google', 'apple', 'slack', 'github'] as const;
export type IdentityProviderKind = (typeof identityProviderKinds)[number];

/** How we authenticate at the token endpoint. `signed_secret`: a short-lived JWT of ours in the place of the secret, as Apple has it. */
export const providerAuthentications = ['client_secret_basic', 'client_secret_post', 'signed_secret'] as const;
export type ProviderAuthentication = (typeof providerAuthentications)[number];

/** What becomes of an account there that no person here is linked to. */
export const unknownAccountRules = ['create', 'refuse'] as const;
export type UnknownAccountRule = (typeof unknownAccountRules)[number];
