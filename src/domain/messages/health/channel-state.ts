/** How messages went in a span of time. */
export interface ChannelCounts {
  attempts: number;
  refused: number;
  undelivered: number;
}

/** `idle`: nothing was sent in the span. */
export const channelStates = ['healthy', 'failing', 'idle', 'not_configured'] as const;
export type ChannelState = (typeof channelStates)[number];

/** Share of messages that were refused or did not arrive from which a channel fails. */
const leastFailing = 0.1;

/** Share of the tries that were refused or did not arrive, in thousandths; 0 without a try. */
export function failureRateOf({ attempts, refused, undelivered }: ChannelCounts): number {
  return attempts === 0 ? 0 : Math.round((1000 * (refused + undelivered)) / attempts) / 1000;
}

/** How a channel stands by its last hour, or by its last day where nothing was sent in that hour. */
export function channelStateOf(...spans: readonly ChannelCounts[]): ChannelState {
  const used = spans.find(({ attempts }) => attempts > 0);
  if (!used) return 'idle';
  return failureRateOf(used) >= leastFailing ? 'failing' : 'healthy';
}
