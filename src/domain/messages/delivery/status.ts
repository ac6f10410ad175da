/** What has become of a message with us; what its provider says of it is on the receipt. */
export const messageStatuses = ['queued', 'sent', 'failed', 'expired'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** What operators see of it: the report of its provider goes before what we know. `suppressed`: it was not to be sent. */
export const messageStates = ['queued', 'sent', 'delivered', 'undelivered', 'failed', 'suppressed', 'expired'] as const;
export type MessageState = (typeof messageStates)[number];

/** The `failure` of a message to an address that is no person's: it is written down for the same work, and not sent. */
export const withheld = 'withheld';

/** How a message reaches a person. */
export const messageChannels = ['email', 'sms', 'whatsapp'] as const;
export type MessageChannel = (typeof messageChannels)[number];
