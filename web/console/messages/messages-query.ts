import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

type Query = NonNullable<operations['get_admin_v1_messages']['parameters']['query']>;

/** What messages are filtered by, as the address has it. */
export type MessageFilter = Pick<Query, 'status' | 'channel' | 'template' | 'user_id' | 'since' | 'until'>;
export type ListedMessage =
  operations['get_admin_v1_messages']['responses'][200]['content']['application/json']['items'][number];
export type Message = operations['get_admin_v1_messages_message_id']['responses'][200]['content']['application/json'];
export type MessageTry = Message['tries'][number];
export type Channel =
  operations['get_admin_v1_channels']['responses'][200]['content']['application/json']['items'][number];

const refreshMs = 10_000;

/** Messages, newest first, page by page. The first page is live, unless it is of one user: each reading of those is an event. */
export function messagePagesQuery(filter: MessageFilter) {
  return infiniteQueryOptions({
    queryKey: ['messages', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return answerOf(api.GET('/admin/v1/messages', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    refetchInterval: ({ state }) => (filter.user_id || (state.data && state.data.pages.length > 1) ? false : refreshMs),
  });
}

/** The messages to one user, for those who may look at users. */
export function userMessagesQuery(userId: string) {
  return infiniteQueryOptions({
    queryKey: ['user', userId, 'messages'],
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) };
      const params = { path: { user_id: userId }, query };
      return answerOf(api.GET('/admin/v1/users/{user_id}/messages', { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
  });
}

/** One message with its tries. Each reading is an event. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/admin/v1/messages/{message_id}', { params: { path: { message_id: id } }, signal })),
  });
}

/** How each channel fares, live. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: ({ signal }) => answerOf(api.GET('/admin/v1/channels', { signal })),
  refetchInterval: refreshMs,
});
