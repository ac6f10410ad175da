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
