/**
 * Where a person stands. `inactive`: not activated yet; `active`; `disabled`: may do nothing until an operator enables them;
 * `restricted`: their data may be kept and not be used (GDPR article 18); `deletion_pending`: they asked to be deleted, and may
 * still think better of it.
 */
export const personStatuses = ['inactive', 'active', 'disabled', 'restricted', 'deletion_pending'] as const;
export type PersonStatus = (typeof personStatuses)[number];

/** Statuses in which a person gets no token, and their phones are asked nothing. */
export const blockedStatuses = ['disabled', 'deletion_pending'] as const satisfies readonly PersonStatus[];

/** By what a contact was verified: an API client vouched for it, or the person typed a code that was sent there. */
export const verifications = ['api_client', 'code'] as const;
export type Verification = (typeof verifications)[number];

/** Where a person comes from: made here, brought by a directory, or by their first sign-in at an identity provider. */
export const personSources = ['local', 'scim', 'idp'] as const;
export type PersonSource = (typeof personSources)[number];
