import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the longest initialisation. */
const TIMEOUT_MS = 25_000;
const REPEAT_WITHIN_MS = 5_000;
/** Length of a long poll for the result in seconds. The server allows 60. */
export const WAIT_SECONDS = 25;

export interface ClientCredentials {
  id: string;
  secret: string;
}

/** A refusal by Countersign; `code` is the published error code, such as `3003`. */
export class CountersignRefusal extends Error {
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, httpStatus: number, description: string) {
    super(description);
    this.name = 'CountersignRefusal';
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** No usable answer: a network error, a gateway error, or an unavailable server. */
export class CountersignUnreachable extends Error {
  override readonly name = 'CountersignUnreachable';
}

export interface RequestOptions {
  form?: Record<string, string>;
  headers?: Record<string, string>;
  method?: 'GET' | 'POST' | 'DELETE';
  timeoutMs?: number;
}

export type CountersignRequest = <T>(path: string, options?: RequestOptions) => Promise<T>;

/** Calls Countersign's REST API with the credentials of one API client (HTTP Basic). */
export function createRequest(origin: string, credentials: ClientCredentials): CountersignRequest {
  const authorization = `Basic ${Buffer.from(`${credentials.id}:${credentials.secret}`).toString('base64')}`;
  return async <T>(path: string, options: RequestOptions = {}) => {
    const answer = await send(new URL(path, origin), authorization, options);
    const body = await answer.text();
    const parsed = body === '' ? {} : parseJson(body);
    if (answer.ok) return parsed as T;
    throw new CountersignRefusal(
      String(parsed.error_code ?? parsed.error ?? answer.status),
      answer.status,
      String(parsed.error_description ?? parsed.description ?? 'refused'),
    );
  };
}

async function send(url: URL, authorization: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? (options.form ? 'POST' : 'GET');
  try {
    return await fetch(url, {
      method,
      headers: { accept: 'application/json', authorization, ...options.headers },
      body: options.form ? new URLSearchParams(options.form) : null,
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
    });
  } catch (cause) {
    throw new CountersignUnreachable('Countersign did not answer', { cause });
  }
}

function parseJson(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch (cause) {
    throw new CountersignUnreachable('Countersign did not answer with JSON', { cause });
  }
}

/**
 * Repeats a request without an answer, or with a 503, a few times while the customer may still be waiting. Only for
 * requests that can be repeated: reads, or creations with an `Idempotency-Key`.
 */
export async function repeatUntilAnswered<T>(request: () => Promise<T>, attempts = 3): Promise<T> {
  const lastStart = Date.now() + REPEAT_WITHIN_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const temporary =
        error instanceof CountersignUnreachable || (error instanceof CountersignRefusal && error.code === '1103');
      if (!temporary || attempt >= attempts || Date.now() > lastStart) throw error;
      await sleep(400 * attempt);
    }
  }
}
