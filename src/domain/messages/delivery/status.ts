/** What has become of a message with us; what its provider says of it is on the receipt. */
export const messageStatuses = ['queued', 'sent', 'failed', 'expired'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** How a message reaches a person. */
export const messageChannels = ['email', 'sms', 'whatsapp'] as const;
export type MessageChannel = (typeof messageChannels)[number];
