import type { QueryResultRow } from 'pg';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { query as queryDatabase } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';
import { basic } from '../../support/website.ts';
import type { Answer } from '../../support/website.ts';

export type ClientName = keyof Endpoints['clients'];

export interface RestOptions {
  /** null: without credentials. */
  client?: ClientName | null;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Calls a published API; the path begins after `/oauth/api`. */
export async function rest(
  method: string,
  path: string,
  { client = 'end_user', json, form, headers }: RestOptions = {},
  where: Pick<Endpoints, 'api' | 'clients'> = useStack().endpoints,
): Promise<Answer> {
  const response = await fetch(`${where.api}/oauth/api${path}`, {
    method,
    headers: {
      ...(client ? { authorization: basic(where.clients[client]) } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: typeof json === 'string' ? json : JSON.stringify(json) }),
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** Queries the database of the shared stack. */
export function query<Row extends QueryResultRow>(
  sql: string,
  values: unknown[] = [],
  url = useStack().endpoints.postgres_url,
): Promise<Row[]> {
  return queryDatabase<Row>(url, sql, values);
}

/** Names (and details) of the events about a user, in order. */
export async function eventsOf(userId: string): Promise<string[]> {
  const rows = await query<{ name: string; detail: string | null }>(
    'select name, detail from event where user_id = $1 order by id',
    [userId],
  );
  return rows.map((row) => (row.detail ? `${row.name}: ${row.detail}` : row.name));
}
