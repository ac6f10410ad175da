import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

type Query = NonNullable<operations['get_admin_v1_events']['parameters']['query']>;
export type EventPage = operations['get_admin_v1_events']['responses'][200]['content']['application/json'];

export type ListedEvent = EventPage['result_set'][number];

/** The filters, as the address has them; times as a field for a local time writes them. */
export interface ActivitySearch {
  page?: string;
  user_id?: string;
  client_id?: string;
  transaction_id?: string;
  event_type?: string;
  from?: string;
  until?: string;
}

/** Events on a page. */
export const pageSize = 50;
/** Events in an export: the most that the API answers at once. */
export const mostExported = 1000;

function queryOf({ user_id, client_id, transaction_id, event_type, from, until }: ActivitySearch): Query {
  const type = event_type?.trim().toUpperCase().replaceAll(/[ -]+/g, '_');
  return {
    ...(user_id && { user_id }),
    ...(client_id && { client_id }),
    ...(transaction_id && { transaction_id }),
    ...(type && { event_type: type }),
    ...timesOf({ start_date: from, end_date: until }),
  };
}

function timesOf(texts: Record<'start_date' | 'end_date', string | undefined>): Query {
  const times = Object.entries(texts).map(
    ([name, text]) => [name, text ? new Date(text).getTime() : Number.NaN] as const,
  );
  return Object.fromEntries(
    times.filter(([, time]) => !Number.isNaN(time)).map(([name, time]) => [name, String(time)]),
  );
}

/** The number of the page, from 0. */
export function pageOf({ page }: ActivitySearch): number {
  const number = Number(page ?? '0');
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

/** One page of events, newest first. */
export function activityQuery(search: ActivitySearch) {
  const query = { ...queryOf(search), page: String(pageOf(search)), size: String(pageSize) };
  return queryOptions({
    queryKey: ['activity', query],
    queryFn: ({ signal }) => answerOf(api.GET('/admin/v1/events', { params: { query }, signal })),
  });
}

/** The newest events that match, for an export. */
export async function loadForExport(search: ActivitySearch): Promise<ListedEvent[]> {
  const query = { ...queryOf(search), size: String(mostExported) };
  const { result_set: events } = await answerOf(api.GET('/admin/v1/events', { params: { query } }));
  return events;
}
