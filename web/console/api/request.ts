import { answerOf } from './client.ts';

export interface Answer<Data> {
  data: Data;
  /** Of what was read: sent with a change, so that it overwrites none that was not seen. */
  tag: string | undefined;
  /** Of what was created. */
  location: string | undefined;
}

interface Sent {
  body?: unknown;
  tag?: string | undefined;
  signal?: AbortSignal;
}

/**
 * A request to one of the APIs of this server whose path is only known when it is sent.
 * @throws Problem as `answerOf`
 */
export async function request<Data>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { body, tag, signal }: Sent = {},
): Promise<Answer<Data>> {
  const headers = {
    Accept: 'application/json',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(tag !== undefined && { 'If-Match': tag }),
  };
  const sent = fetch(path, {
    method,
    headers,
    cache: 'no-store',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const kept: { response?: Response } = {};
  const data = await answerOf<Data>(
    sent.then(async (response) => {
      kept.response = response;
      const text = await response.text();
      const content: unknown = text === '' ? undefined : readJson(text);
      return response.ok ? { data: content as Data, response } : { error: content, response };
    }),
  );
  const read = (name: string) => kept.response?.headers.get(name) ?? undefined;
  return { data, tag: read('etag'), location: read('location') };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
