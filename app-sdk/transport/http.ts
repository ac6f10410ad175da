import type { DeviceKey } from '../device-key.ts';
import { CountersignError } from '../errors.ts';
import { createProof } from './dpop.ts';
import { refusal, retryAfterMs, type HttpAnswer } from './problem.ts';
import { readBounded } from './read-bounded.ts';
import type { ServerClock } from './server-clock.ts';

/** One request of the protocol; a retry sends it with a new proof. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path without the origin. */
  path: string;
  /** In the format of `contentType`. A function when it contains the time and has to be created for every try. */
  body?: string | (() => Promise<string>);
  contentType?: string;
  accessToken?: string;
  /** The profile of a request without an access token, which the device key alone authenticates. */
  profileId?: string;
  messageId?: string;
  /** Creates the proof of a factor for every try, as it contains the time. */
  factorProof?: () => Promise<string>;
  accept?: string;
  signal?: AbortSignal;
  /** Maximum number of tries; 4 by default. */
  maxTries?: number;
}

export interface HttpOptions {
  origin: string;
  fetch: typeof fetch;
  clock: ServerClock;
  /** Waits; rejects when the signal aborts. */
  delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  deviceKey: () => Promise<DeviceKey>;
  /** False when the platform knows that there is no network. */
  isOnline: () => boolean;
}

interface Wire extends HttpOptions {
  nonces: Nonces;
}

export interface Http {
  /**
   * Sends until there is an answer: repeats after a lost connection, a gateway error or a 503 with Retry-After.
   *
   * @returns a 2xx answer; other answers are thrown as `CountersignError`.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Sends once and leaves the body to the caller, for streams. */
  open(request: HttpRequest): Promise<Response>;
}

const MAX_TRIES = 4;
const FIRST_BACKOFF_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const ANSWER_WITHIN_MS = 20_000;

/** Creates the HTTP client: DPoP proofs, the server's clock and nonces, bounded bodies, bounded retries. */
export function createHttp(options: HttpOptions): Http {
  const wire = { ...options, origin: options.origin.replace(/\/+$/, ''), nonces: createNonces() };
  return {
    send: (request) => sendUntilAnswered(wire, request),
    open: async (request) => {
      checkOnline(wire);
      const response = await openWithRightProof(wire, request);
      if (response.ok) return response;
      throw refusal(await readAnswer(response));
    },
  };
}

async function sendUntilAnswered(wire: Wire, request: HttpRequest): Promise<HttpAnswer> {
  checkOnline(wire);
  for (let tries = 1; ; tries++) {
    const outcome = await tryOnce(wire, request);
    if (!(outcome instanceof CountersignError) && outcome.status >= 200 && outcome.status < 300) return outcome;
    const error = outcome instanceof CountersignError ? outcome : refusal(outcome);
    const waitMs = tries < (request.maxTries ?? MAX_TRIES) ? retryWait(outcome, tries) : undefined;
    if (waitMs === undefined) throw error;
    await wire.delay(waitMs, request.signal);
  }
}

/** Called before the first try only: a request that was tried may have arrived, which `offline` would deny. */
function checkOnline({ isOnline }: Wire): void {
  if (!isOnline()) throw new CountersignError('offline', { detail: 'the device has no network' });
}

async function tryOnce(wire: Wire, request: HttpRequest): Promise<HttpAnswer | CountersignError> {
  try {
    return await withDeadline(request.signal, async (signal) => {
      const response = await openWithRightProof(wire, { ...request, signal });
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

/** Sends a request, and again when the answer contains data that the proof lacked: the time, a nonce, once for each. */
async function openWithRightProof(wire: Wire, request: HttpRequest): Promise<Response> {
  const taught = new Set<string>();
  for (;;) {
    const { response, lessons } = await open(wire, request);
    const lesson = lessons.size > 0 ? await lackingInProof(response) : undefined;
    if (!lesson || !lessons.has(lesson) || taught.has(lesson)) return response;
    taught.add(lesson);
    await response.body?.cancel();
  }
}

/** New data of an answer for the next proof, named by the refusal that requires it. */
type Lesson = 'invalid_dpop_proof' | 'use_dpop_nonce' | 'invalid_factor_proof';

async function open(wire: Wire, request: HttpRequest): Promise<{ response: Response; lessons: Set<Lesson> }> {
  const url = wire.origin + request.path;
  const body = typeof request.body === 'function' ? await request.body() : request.body;
  const sent = { nonce: wire.nonces.newest(request.path), clockOffset: wire.clock.offsetMs() };
  const headers = await requestHeaders(wire, url, request, sent.nonce);
  const sentAt = wire.clock.local();
  const response = await wire
    .fetch(url, {
      method: request.method,
      headers,
      body,
      signal: request.signal,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
    })
    .catch((cause: unknown) => {
      throw new CountersignError('network', { detail: 'no connection to the server', cause });
    });
  wire.clock.observe(response.headers.get('date'), sentAt, wire.clock.local());
  wire.nonces.observe(request.path, response.headers.get('dpop-nonce'));
  return { response, lessons: lessonsSince(wire, request.path, sent) };
}

/** Compares with the sent values, not with the last known ones, which another request may have updated meanwhile. */
function lessonsSince(
  { clock, nonces }: Wire,
  path: string,
  sent: { nonce: string | undefined; clockOffset: number },
): Set<Lesson> {
  const lessons = new Set<Lesson>();
  if (clock.offsetMs() !== sent.clockOffset) lessons.add('invalid_dpop_proof').add('invalid_factor_proof');
  if (nonces.newest(path) !== sent.nonce) lessons.add('use_dpop_nonce');
  return lessons;
}

async function requestHeaders(
  wire: Wire,
  url: string,
  request: HttpRequest,
  nonce: string | undefined,
): Promise<Record<string, string>> {
  const { method, accessToken, profileId, factorProof, messageId } = request;
  const factor = await factorProof?.();
  const proof = await createProof(await wire.deviceKey(), { method, url, at: wire.clock.now(), accessToken, nonce });
  return {
    accept: request.accept ?? 'application/json',
    dpop: proof,
    ...(accessToken === undefined ? {} : { authorization: `DPoP ${accessToken}` }),
    ...(profileId === undefined ? {} : { 'profile-id': profileId }),
    ...(messageId === undefined ? {} : { 'message-id': messageId }),
    ...(factor === undefined ? {} : { 'factor-proof': factor }),
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
  };
}

function isLesson(code: string): code is Lesson {
  return code === 'invalid_dpop_proof' || code === 'use_dpop_nonce' || code === 'invalid_factor_proof';
}

/** Resource endpoints answer 401 (RFC 9449 section 7.1), the token endpoint 400 (section 5). */
async function lackingInProof(response: Response): Promise<Lesson | undefined> {
  if (response.status !== 400 && response.status !== 401) return undefined;
  const { code } = refusal({
    status: response.status,
    headers: response.headers,
    text: await readBounded(response.clone()),
  });
  return isLesson(code) ? code : undefined;
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

/** The newest nonces that servers require in proofs (RFC 9449 sections 8 and 9). */
interface Nonces {
  newest(path: string): string | undefined;
  observe(path: string, nonce: string | null): void;
}

/** Stores nonces per server, as the authorization server and the app API may have different ones. */
function createNonces(): Nonces {
  const newest = new Map<string, string>();
  const serverOf = (path: string) => path.split('/', 2).join('/');
  return {
    newest: (path) => newest.get(serverOf(path)),
    observe: (path, nonce) => {
      if (nonce !== null) newest.set(serverOf(path), nonce);
    },
  };
}
