/** What can become of a consent: by the person, by time, or for them by an operator or a site. */
export const consentEvents = ['granted', 'changed', 'refused', 'withdrawn', 'expired', 'revoked_by_operator'] as const;
/** Who decides: the person, a site for them by the end-user API, an operator, or the system once its time is over. */
export const consentDeciders = ['you', 'site', 'operator', 'system'] as const;
export type ConsentEventName = (typeof consentEvents)[number];
