/** What can become of a consent: by the person, or for them by an operator or a site. */
export const consentEvents = ['granted', 'changed', 'refused', 'withdrawn', 'revoked_by_operator'] as const;
export type ConsentEventName = (typeof consentEvents)[number];
