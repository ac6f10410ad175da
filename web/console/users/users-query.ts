import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';

type ListQuery = NonNullable<operations['get_admin_v1_users']['parameters']['query']>;
type ListAnswer = operations['get_admin_v1_users']['responses'][200]['content']['application/json'];

/** A page of people. */
export type PersonPage = Extract<ListAnswer, { items: unknown[] }>;
export type ListedPerson = PersonPage['items'][number];
export type PersonStatus = ListedPerson['status'];
export type PersonMethod = ListedPerson['methods'][number];

async function loadPage(query: ListQuery, signal: AbortSignal): Promise<PersonPage> {
  const answer = await answerOf(api.GET('/admin/v1/users', { params: { query }, signal }));
  return 'items' in answer ? answer : { items: [], next_cursor: null };
}

/** People who match; for a short list. */
export function usersQuery(query: ListQuery) {
  return queryOptions({ queryKey: ['users', query], queryFn: ({ signal }) => loadPage(query, signal) });
}

/** The same, page by page. */
export function userPagesQuery(query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ['user pages', query],
    queryFn: ({ signal, pageParam }) =>
      loadPage({ ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
  });
}

export type User = operations['get_admin_v1_users_user_id']['responses'][200]['content']['application/json'];

/** One user, with the profile if there is one. */
export function userQuery(userId: string) {
  return queryOptions({
    queryKey: ['user', userId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/admin/v1/users/{user_id}', { params: { path: { user_id: userId } }, signal })),
  });
}

type Part =
  | 'devices'
  | 'events'
  | 'tokens'
  | 'consents'
  | 'grants'
  | 'notifications'
  | 'methods'
  | 'sessions'
  | 'trusted-devices'
  | 'action-tokens';
type Underscored<Name extends string> = Name extends `${infer First}-${infer Second}` ? `${First}_${Second}` : Name;
type PartAnswer<Name extends Part> =
  operations[`get_admin_v1_users_user_id_${Underscored<Name>}`]['responses'][200]['content']['application/json'];

export type Device = PartAnswer<'devices'>['items'][number];
export type UserEvent = PartAnswer<'events'>['items'][number];
export type Token = PartAnswer<'tokens'>['items'][number];
export type Consent = PartAnswer<'consents'>['items'][number];
export type Method = PartAnswer<'methods'>['items'][number];
export type UserSession = PartAnswer<'sessions'>['items'][number];
export type TrustedBrowser = PartAnswer<'trusted-devices'>['items'][number];
export type ActionToken = PartAnswer<'action-tokens'>['items'][number];
export type Grant = PartAnswer<'grants'>['items'][number];

/** One part of a user. */
export function partQuery<Name extends Part>(userId: string, part: Name) {
  const path = `/admin/v1/users/{user_id}/${part}` as '/admin/v1/users/{user_id}/devices';
  return queryOptions({
    queryKey: ['user', userId, part],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(api.GET(path, { params: { path: { user_id: userId } }, signal }));
      return answer as unknown as PartAnswer<Name>;
    },
  });
}
