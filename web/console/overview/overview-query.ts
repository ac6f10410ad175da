import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

export type Overview = operations['get_admin_v1_overview']['responses'][200]['content']['application/json'];
export type Hour = Overview['hours'][number];
export type Channel = Overview['channels'][number];

const refreshMs = 10_000;

/** How the installation fares, live. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => answerOf(api.GET('/admin/v1/overview', { signal })),
  refetchInterval: refreshMs,
});

/** How far back the charts go. */
export const ranges = ['24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

const historyRefreshMs = 60_000;

/** A longer time, part by part. The API counts it once a minute. */
export function historyQuery(range: Range) {
  return queryOptions({
    queryKey: ['overview', range],
    enabled: range !== '24h',
    queryFn: async ({ signal }) => {
      const query = { range: range === '30d' ? range : ('7d' as const) };
      return (await answerOf(api.GET('/admin/v1/overview/history', { params: { query }, signal }))).parts;
    },
    refetchInterval: historyRefreshMs,
  });
}
