/** A refusal of the API, or no answer at all. */
export class Problem extends Error {
  /** The API's `code`; `unreachable` without an answer, `unexpected` for one that is none of the API's. */
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  readonly requestId: string | undefined;
  /** Seconds of `Retry-After`. */
  readonly retryAfter: number | undefined;
  /** Members of the refusal, such as `attempts_left`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, answer?: { response: Response; details: Record<string, unknown> }, cause?: unknown) {
    super(code, { cause });
    this.name = 'Problem';
    this.code = code;
    this.status = answer?.response.status ?? 0;
    this.details = answer?.details ?? {};
    this.requestId = answer?.response.headers.get('x-request-id') ?? undefined;
    const after = Number(answer?.response.headers.get('retry-after'));
    this.retryAfter = after > 0 ? after : undefined;
  }
}

/** The problem of anything that was thrown. */
export function problemOf(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem('unexpected', undefined, thrown);
}

export interface Call {
  query?: Record<string, string | undefined>;
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
  const response = await send(method, path, call, signal ? AbortSignal.any([signal, timeout]) : timeout).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw new Problem('unreachable', undefined, error);
    },
  );
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
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
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
