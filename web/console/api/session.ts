import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../design/feedback/problem.ts';
import { answerOf } from './client.ts';

/** What an operator may do, as the admin API names it. */
export type Access = 'users.read' | 'users.modify' | 'events.read' | 'transactions.read' | 'transactions.modify';

/** Who is signed in, and what they may do. */
export interface Session {
  operator: { id: string; username: string; display_name: string; role: string };
  access: Access[];
  /** Of the workflows in Temporal's UI. */
  temporal_ui: string | null;
}

const path = '/console/session';

async function send<Answer>(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<Answer> {
  const request = fetch(path, {
    method,
    cache: 'no-store',
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const read = async (response: Response) => {
    const content: unknown = await response.json().catch(() => undefined);
    return response.ok ? { data: (content ?? null) as Answer, response } : { error: content, response };
  };
  return answerOf(request.then(read));
}

/** null: no operator is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await send<Session | null>('GET');
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function signIn(credentials: { username: string; password: string }): Promise<Session> {
  return send('POST', credentials);
}

/** Ends the session, also where it has ended already. */
export async function signOut(): Promise<void> {
  await send('DELETE').catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  });
}

/** The operator who is signed in; only below the shell, which is drawn for one. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  const before = useQueryClient().getQueryData<Session>(['session before']);
  return (
    data ?? before ?? { operator: { id: '', username: '', display_name: '', role: '' }, access: [], temporal_ui: null }
  );
}

/** Whether the operator may do something. What they may not is not shown; the API refuses it all the same. */
export function useMay(): (access: Access) => boolean {
  const { access } = useSession();
  return (wanted) => access.includes(wanted);
}
