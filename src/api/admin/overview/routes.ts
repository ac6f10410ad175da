import {
  summariseDay,
  summarisedRanges,
  summariseRange,
} from '../../../commands/mobile-authentication/list/summarise-day.ts';
import type { SummarisedHour, SummarisedRange } from '../../../commands/mobile-authentication/list/summarise-day.ts';
import { loadChannels } from '../../health/health-routes.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { historyAnswer, historyQuery, overviewAnswer, presentPart, presentSummary } from './schema.ts';

/** How the installation fares. */
export function overviewRoutes(deps: AdminDeps): Route[] {
  const readRange = createRangeReader(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/overview',
      summary: 'What is open, the last 24 hours, and how messages go',
      responses: { 200: overviewAnswer },
      handler: async () => {
        const [summary, channels] = await Promise.all([summariseDay(deps), loadChannels(deps)]);
        return { status: 200, body: { ...presentSummary(summary), channels } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/overview/history',
      summary: 'The last 7 or 30 days',
      query: historyQuery,
      responses: { 200: historyAnswer },
      handler: async ({ query: { range } }) => {
        const parts = (await readRange(range)).map(presentPart);
        return { status: 200, body: { part_seconds: summarisedRanges[range].partMs / 1000, parts } };
      },
    }),
  ];
}

/** Milliseconds for which a long range is not counted again: that reads very many rows. */
const keptMs = 60_000;

/** Counts a range once for all who ask at the same time, and within the minute after. */
function createRangeReader(deps: AdminDeps): (range: SummarisedRange) => Promise<SummarisedHour[]> {
  const kept = new Map<SummarisedRange, { at: number; counted: Promise<SummarisedHour[]> }>();
  return (range) => {
    const now = deps.clock().getTime();
    const found = kept.get(range);
    if (found && now - found.at < keptMs) return found.counted;
    const counted = summariseRange(deps, range);
    kept.set(range, { at: now, counted });
    counted.catch(() => kept.delete(range));
    return counted;
  };
}
