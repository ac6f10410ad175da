import { query } from '../../support/query.ts';

export interface StoredEvent {
  name: string;
  detail: string | null;
  agent_user: string | null;
  user_id: string | null;
  subject_id: string | null;
  client_ip: string | null;
}

/** The events of one request, in order; the request id comes from the header of its answer. */
export function eventsOf(url: string, answer: { headers: Headers }): Promise<StoredEvent[]> {
  const text =
    'select name, detail, agent_user, user_id, subject_id, client_ip from event where request_id = $1 order by id';
  return query<StoredEvent>(url, text, [answer.headers.get('x-request-id')]);
}
