/** Where an authentication flow stands (contract/authentication.md section 1.2). */
export const flowStatuses = [
  'pending',
  'challenge_sent',
  'approval_pending',
  'authenticated',
  'completed',
  'cancelled',
  'expired',
  'failed',
] as const;
export type FlowStatus = (typeof flowStatuses)[number];

/** Statuses in which a factor can be proven. */
export const openStatuses = ['pending', 'challenge_sent', 'approval_pending'] as const satisfies readonly FlowStatus[];

/** Statuses that can still change. */
export const livingStatuses = [...openStatuses, 'authenticated'] as const satisfies readonly FlowStatus[];

/** What has become of a challenge. `void`: another one took its place. `exhausted`: its tries are used up. */
export const challengeStatuses = ['open', 'proven', 'void', 'exhausted'] as const;
