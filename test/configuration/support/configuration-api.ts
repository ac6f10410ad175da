import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { basic } from '../../support/website.ts';
import type { Answer } from '../../support/website.ts';

/**
 * Milliseconds within which a change applies everywhere, however busy the machine is. replicas.test.ts measures the two
 * seconds that are promised.
 */
export const changeLimit = 90_000;

export interface JsonCall {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  text?: string;
  headers?: Record<string, string>;
}

/** The configuration API as an operator's tool calls it. */
export interface ConfigurationApi {
  call(method: string, path: string, options?: JsonCall): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  /** All entries of a list, page by page. Other tests change the same lists: repeats until two readings agree. */
  // oxlint-disable-next-line typescript/no-explicit-any
  list(path: string): Promise<any[]>;
}

/** @param client the API client that calls; without it, the administration client. */
export function createConfigurationApi(
  { api, clients }: Pick<Endpoints, 'api' | 'clients'>,
  client: { id: string; secret: string } | undefined = clients.administration,
): ConfigurationApi {
  const call: ConfigurationApi['call'] = async (method, path, { body, text, headers = {} } = {}) => {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${api}/oauth/api/v1/configuration${path}`, {
      method,
      headers: {
        ...(client ? { authorization: basic(client) } : {}),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer === '' ? null : JSON.parse(answer) };
  };
  const read = async (path: string): Promise<unknown[]> => {
    const entries: unknown[] = [];
    for (let page = 0; ; page += 1) {
      const { body } = await call('GET', `${path}?page=${page}`);
      if (body.result.length === 0) return entries;
      entries.push(...body.result);
    }
  };
  return {
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    put: (path, body) => call('PUT', path, { body }),
    remove: (path) => call('DELETE', path),
    list: async (path) => {
      for (let [before, now] = [await read(path), await read(path)]; ; [before, now] = [now, await read(path)])
        if (isDeepStrictEqual(before, now)) return now;
    },
  };
}

/** Credentials of an API client that is not configured yet. */
export function newClient(): { id: string; secret: string } {
  return { id: `client-${randomUUID()}`, secret: randomBytes(24).toString('base64url') };
}

export interface EventRow {
  name: string;
  client_id: string | null;
  subject_id: string | null;
  detail: string | null;
  request_id: string | null;
  client_ip: string | null;
}

/** The events about one subject, oldest first. */
export const eventsAbout = (databaseUrl: string, subjectId: string) => findEvents(databaseUrl, 'subject_id', subjectId);

/** The events that one request caused, oldest first. */
export const eventsOfRequest = (databaseUrl: string, requestId: string) =>
  findEvents(databaseUrl, 'request_id', requestId);

async function findEvents(
  databaseUrl: string,
  column: 'subject_id' | 'request_id',
  value: string,
): Promise<EventRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<EventRow>(
      `select name, client_id, subject_id, detail, request_id, client_ip from event where ${column} = $1 order by id`,
      [value],
    );
    return rows;
  } finally {
    await client.end();
  }
}
