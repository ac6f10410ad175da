import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

export type System = operations['get_admin_v1_system']['responses'][200]['content']['application/json'];
export type Key = System['keys'][number];
export type Schedule = NonNullable<System['schedules']>[number];

const refreshMs = 15_000;

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => answerOf(api.GET('/admin/v1/system', { signal })),
  refetchInterval: refreshMs,
});
