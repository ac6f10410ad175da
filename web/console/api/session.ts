import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../design/feedback/problem.ts';
import { request } from './request.ts';
import type { operations } from './schema.ts';

type Me = operations['get_admin_v1_me']['responses'][200]['content']['application/json'];

/** What an operator may do, as the admin API names it. */
export type Access = Me['access'][number];

/** Who is signed in, and what they may do. */
export interface Session {
  operator: { id: string; username: string | null; display_name: string | null };
  roles: string[];
  access: Access[];
  /** When they signed in (RFC 3339). */
  auth_time: string;
  /** Of the workflows in Temporal's UI. */
  temporal_ui: string | null;
}

/** Where a person signs in, as to their account. The server leads back to the sign-in page of the console. */
export const signInPath = '/account/sign-in?to=console';

const path = '/console/session';

/** null: no operator is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return (await request<Session | undefined>('GET', path)).data ?? null;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** What a change needs before it is done: a sign-in of the last moments. */
export interface AskedProof {
  /** Seconds, as the refusal names them. */
  maxAge: number;
  /** When the operator had signed in last. */
  since: string;
}

/** null: no change waits for one. */
export const askedProofQuery = queryOptions({
  queryKey: ['asked proof'],
  queryFn: skipToken,
  initialData: null as AskedProof | null,
  staleTime: Infinity,
});

/** Ends the session, also where it has ended already. */
export async function signOut(): Promise<void> {
  await request('DELETE', path).catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  });
}

/** The operator who is signed in; only below the shell, which is drawn for one. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  const before = useQueryClient().getQueryData<Session>(['session before']);
  const noOperator = {
    operator: { id: '', username: null, display_name: null },
    roles: [],
    access: [],
    auth_time: '',
    temporal_ui: null,
  };
  return data ?? before ?? noOperator;
}

/** Whether the operator may do something. What they may not is not shown; the API refuses it all the same. */
export function useMay(): (access: Access) => boolean {
  const { access } = useSession();
  return (wanted) => access.includes(wanted);
}
