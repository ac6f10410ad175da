/** What values of a claim are: any text, or some of its options. */
export const claimKinds = ['free', 'discrete'] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** Scopes that can give a claim to clients. */
export const claimScopes = ['profile', 'email', 'phone', 'address'] as const;
