import { parseRetryAfter } from '../connection/retry-after.ts';
import { loadFirebaseMessaging } from '../provider-libraries.ts';
import { TokenExchangeError } from './access-tokens.ts';
import type { PushResult } from './push-sender.ts';

/** The parts of firebase-admin's errors that are read, never their text: it may quote the token. */
interface FirebaseFailure {
  code?: string;
  cause?: { code?: string };
  httpResponse?: { status?: number; headers?: Record<string, unknown>; data?: unknown };
}

type Refusal = Exclude<PushResult, { status: 'sent' }>;

/**
 * What a failed send means.
 * @see https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
 */
export function presentFcmFailure(error: unknown): Refusal {
  if (error instanceof TokenExchangeError) return refuse(error.fault, error.detail, error.retryAfterMs);
  const failure = error as FirebaseFailure;
  const status = failure.httpResponse?.status;
  if (status === undefined) return presentWithoutAnswer(error);
  const reason = readReason(failure.httpResponse?.data);
  const detail = reason === undefined ? `fcm: ${status}` : `fcm: ${status} ${reason}`;
  // 404 alone may be a deleted project: only the provider's code may drop an enrolment.
  if (reason === 'UNREGISTERED') return { status: 'unregistered', detail };
  const retryAfterMs = parseRetryAfter(failure.httpResponse?.headers?.['retry-after']);
  if (status === 429) return refuse('rate_limited', detail, retryAfterMs);
  if (status >= 500) return refuse('unavailable', detail, retryAfterMs);
  if (status === 401 || (status === 403 && reason !== 'SENDER_ID_MISMATCH')) return refuse('unauthorised', detail);
  return refuse(status >= 400 ? 'rejected' : 'invalid_answer', detail);
}

/** Google refuses the access token, which was revoked. */
export function isStaleToken(error: unknown): boolean {
  return (error as FirebaseFailure).httpResponse?.status === 401;
}

function presentWithoutAnswer(error: unknown): Refusal {
  if (error instanceof loadFirebaseMessaging().FirebaseMessagingError) return refuse('rejected', `fcm: ${error.code}`);
  const { code, cause } = error as FirebaseFailure;
  if (cause instanceof TokenExchangeError) return refuse(cause.fault, cause.detail, cause.retryAfterMs);
  if (code === 'app/network-timeout') return refuse('timeout', 'fcm: no answer');
  return refuse('connection', `fcm: ${word(cause?.code) ?? 'no connection'}`);
}

/** FCM's code in the details, else the status in words. */
function readReason(data: unknown): string | undefined {
  const error = (parse(data) as { error?: { status?: unknown; details?: unknown } } | undefined)?.error;
  const details = Array.isArray(error?.details) ? (error.details as ({ errorCode?: unknown } | null)[]) : [];
  const own = details.map((entry) => word(entry?.errorCode)).find((code) => code !== undefined);
  return own ?? word(error?.status);
}

function parse(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** A code is one upper-case word; anything else is not repeated. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(value) ? value : undefined;
}

function refuse(code: Extract<Refusal, { status: 'refused' }>['code'], detail: string, retryAfterMs?: number): Refusal {
  return { status: 'refused', code, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
