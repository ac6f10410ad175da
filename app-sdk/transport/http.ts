import type { DeviceKey } from '../device-key.ts';
import { CountersignError } from '../errors.ts';
import { createProof } from './dpop.ts';
import { refusal, retryAfterMs, type HttpAnswer } from './problem.ts';
import { readBounded } from './read-bounded.ts';
import type { ServerClock } from './server-clock.ts';

/** One request of the protocol; a retry sends the same one with a fresh proof. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path from the origin on. */
  path: string;
  /** Parsed by the server as `contentType`. */
  body?: string;
  contentType?: string;
  accessToken?: string;
  messageId?: string;
  accept?: string;
  signal?: AbortSignal;
  /** Upper bound of tries; 4 by default. */
  maxTries?: number;
}

export interface HttpOptions {
  origin: string;
  fetch: typeof fetch;
  clock: ServerClock;
  /** Waits; rejects when the signal aborts. */
  delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  deviceKey: () => Promise<DeviceKey>;
}

export interface Http {
  /**
   * Sends until there is an answer: repeats after a lost connection, a gateway error or a 503 that says when to come
   * back.
   *
   * @returns a 2xx answer; anything else is thrown as `CountersignError`.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Sends once and leaves the body to the caller, for streams. */
  open(request: HttpRequest): Promise<Response>;
}

const MAX_TRIES = 4;
const FIRST_BACKOFF_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const ANSWER_WITHIN_MS = 20_000;

/** The wire: a DPoP proof on every request, the server's clock, bounded bodies, bounded retries. */
export function createHttp(options: HttpOptions): Http {
  const wire = { ...options, origin: options.origin.replace(/\/+$/, '') };
  return {
    send: (request) => sendUntilAnswered(wire, request),
    open: async (request) => {
      const response = await openWithRightClock(wire, request);
      if (response.ok) return response;
      throw refusal(await readAnswer(response));
    },
  };
}

async function sendUntilAnswered(wire: HttpOptions, request: HttpRequest): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const outcome = await tryOnce(wire, request);
    if (!(outcome instanceof CountersignError) && outcome.status >= 200 && outcome.status < 300) return outcome;
    const error = outcome instanceof CountersignError ? outcome : refusal(outcome);
    const waitMs = tries < (request.maxTries ?? MAX_TRIES) ? retryWait(outcome, tries) : undefined;
    if (waitMs === undefined) throw error;
    await wire.delay(waitMs, request.signal);
  }
}

async function tryOnce(wire: HttpOptions, request: HttpRequest): Promise<HttpAnswer | CountersignError> {
  try {
    return await withDeadline(request.signal, async (signal) => {
      const response = await openWithRightClock(wire, { ...request, signal });
      return await readAnswer(response);
    });
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof CountersignError) return error;
    throw error;
  }
}

/** Milliseconds until the next try, or undefined when the outcome is final. */
function retryWait(outcome: HttpAnswer | CountersignError, tries: number): number | undefined {
  const backoff = FIRST_BACKOFF_MS * 2 ** (tries - 1) * (0.5 + Math.random());
  if (outcome instanceof CountersignError) return outcome.code === 'network' ? backoff : undefined;
  if (outcome.status === 502 || outcome.status === 504) return backoff;
  if (outcome.status !== 503) return undefined;
  const asked = retryAfterMs(outcome.headers);
  return asked === undefined || asked > LONGEST_WAIT_MS ? undefined : Math.max(asked, backoff);
}

/** Sends; when the proof's time was refused and the answer taught the clock, sends once more. */
async function openWithRightClock(wire: HttpOptions, request: HttpRequest): Promise<Response> {
  const first = await open(wire, request);
  if (!first.clockMoved || !(await isProofRefusal(first.response))) return first.response;
  await first.response.body?.cancel();
  return (await open(wire, request)).response;
}

async function open(wire: HttpOptions, request: HttpRequest): Promise<{ response: Response; clockMoved: boolean }> {
  const url = wire.origin + request.path;
  const headers = await requestHeaders(wire, url, request);
  const sentAt = wire.clock.local();
  const response = await wire
    .fetch(url, {
      method: request.method,
      headers,
      body: request.body,
      signal: request.signal,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
    })
    .catch((cause: unknown) => {
      throw new CountersignError('network', { detail: 'no connection to the server', cause });
    });
  return { response, clockMoved: wire.clock.observe(response.headers.get('date'), sentAt, wire.clock.local()) };
}

async function requestHeaders(wire: HttpOptions, url: string, request: HttpRequest): Promise<Record<string, string>> {
  const { method, accessToken } = request;
  const proof = await createProof(await wire.deviceKey(), { method, url, at: wire.clock.now(), accessToken });
  return {
    accept: request.accept ?? 'application/json',
    dpop: proof,
    ...(accessToken === undefined ? {} : { authorization: `DPoP ${accessToken}` }),
    ...(request.messageId === undefined ? {} : { 'message-id': request.messageId }),
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
  };
}

/** Resource endpoints say 401 (RFC 9449 section 7.1), the token endpoint 400 (section 5). */
async function isProofRefusal(response: Response): Promise<boolean> {
  if (response.status !== 400 && response.status !== 401) return false;
  return (
    refusal({ status: response.status, headers: response.headers, text: await readBounded(response.clone()) }).code === 'invalid_dpop_proof'
  );
}

async function readAnswer(response: Response): Promise<HttpAnswer> {
  return { status: response.status, headers: response.headers, text: await readBounded(response) };
}

async function withDeadline<T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ANSWER_WITHIN_MS);
  const stop = () => deadline.abort();
  outer?.addEventListener('abort', stop);
  try {
    outer?.throwIfAborted();
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}
