import { Problem } from '../../design/feedback/problem.ts';
import { learnServerTime } from './server-clock.ts';

export { Problem, problemOf } from '../../design/feedback/problem.ts';

export interface Call {
  query?: Record<string, string | undefined>;
  /** JSON; a form with files as it is. */
  body?: object;
  signal?: AbortSignal;
  /** Milliseconds until the answer is given up. */
  timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Long enough for a slow network; the server itself answers within three seconds. */
const answerMs = 20_000;

/**
 * Calls our API, which is at the origin of the page: the cookies go along, and no token is in reach of a script.
 * @throws Problem; what `signal` throws when it is aborted
 */
export async function request<Answer>(method: Method, path: string, call: Call = {}): Promise<Answer> {
  const { signal, timeoutMs = answerMs } = call;
  const timeout = AbortSignal.timeout(timeoutMs);
  const sentAt = Date.now();
  const response = await send(method, path, call, signal ? AbortSignal.any([signal, timeout]) : timeout).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw new Problem('unreachable', undefined, error);
    },
  );
  learnServerTime(response, sentAt);
  const body = response.status === 204 ? undefined : await readJson(response, signal);
  if (response.ok) return body as Answer;
  const details = (body ?? {}) as Record<string, unknown>;
  const code = typeof details['code'] === 'string' ? details['code'] : codeOf(response.status);
  throw new Problem(code, { response, details });
}

function send(method: Method, path: string, { query = {}, body }: Call, signal: AbortSignal): Promise<Response> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return fetch(path + search, {
    method,
    signal,
    cache: 'no-store',
    headers: {
      Accept: 'application/json',
      // The browser names the boundary of a form itself.
      ...(body && !(body instanceof FormData) && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
}

async function readJson(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new Problem('unreachable', undefined, error);
  });
  try {
    return JSON.parse(text);
  } catch {
    if (response.ok) throw new Problem('unexpected', { response, details: {} });
    return undefined;
  }
}

/** A proxy in front of the API answers without a code. */
function codeOf(status: number): string {
  return status >= 502 && status <= 504 ? 'unreachable' : 'unexpected';
}
