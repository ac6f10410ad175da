import type { AuthMethod } from './flow.ts';
import { request } from './request.ts';

/** A browser in which the person is signed in. */
export interface Session {
  id: string;
  /** Whether it is the one that asks. */
  current: boolean;
  auth_time: string;
  last_seen_at: string;
  user_agent: string | null;
  ip_address: string | null;
  place: { country_code: string; region: string | null; city: string | null } | null;
  level: number;
  methods: AuthMethod[];
  clients: { id: string; name: string }[];
}

const base = '/self-service/v1/sessions';

/** Oldest first; there are few enough for one page. */
export async function readSessions(signal: AbortSignal): Promise<Session[]> {
  const { items } = await request<{ items: Session[] }>('GET', base, { signal });
  return items;
}

export function endSession(id: string): Promise<void> {
  return request('DELETE', `${base}/${encodeURIComponent(id)}`);
}

export function endOtherSessions(): Promise<void> {
  return request('DELETE', base, { query: { except: 'current' } });
}
