/** Where a backchannel authentication request stands (CIBA Core 1.0). */
export const backchannelStatuses = ['pending', 'approved', 'refused', 'expired'] as const;
export type BackchannelStatus = (typeof backchannelStatuses)[number];

/** Where the notification of its client stands; `none`: the client polls, or there is nothing to notify yet. */
export const pingStatuses = ['none', 'pending', 'delivered', 'failed'] as const;
export type PingStatus = (typeof pingStatuses)[number];
