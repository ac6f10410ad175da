/** Refusals the server sends by name (docs/app-protocol.md, "Errors"). */
const serverCodes = [
  'invalid_request',
  'invalid_token',
  'invalid_dpop_proof',
  'invalid_grant',
  'invalid_client',
  'slow_down',
  'application_unknown',
  'version_disabled',
  'registration_disabled',
  'enrollment_disabled',
  'invalid_public_key',
  'keys_not_exchanged',
  'push_enrollment_in_progress',
  'push_enrollment_disabled',
  'push_enrollment_not_found',
  'push_enrollment_expired',
  'push_provider_unavailable',
  'invalid_nonce',
  'resend_limit_reached',
  'transaction_not_found',
  'transaction_closed',
  'already_fetched',
  'not_fetched',
  'invalid_answer',
] as const;

/** Refusals this package finds out by itself. */
const localCodes = [
  /** Nothing of this installation is known to a server: call `register` first. */
  'not_registered',
  /** No such profile on this installation. */
  'profile_unknown',
  /** The tokens of this profile are no longer accepted: connect again with a new enrolment code. */
  'disconnected',
  /** No answer came from the server within the tries allowed. */
  'network',
  /** The server, or what it needs, is away for now. */
  'service_unavailable',
  /** Too many requests; see `retryAfterMs`. */
  'rate_limited',
  /** The server answered something the protocol does not know. */
  'unexpected_answer',
  /** A PGP message was not signed by the enrolled server key, or is not what the protocol allows. */
  'untrusted_message',
  /** A push content that is not of this protocol. */
  'unknown_push',
  /** The storage refused or lost a record. */
  'storage',
] as const;

/** The closed union of everything that `CountersignError.code` can be. */
export type CountersignErrorCode = (typeof serverCodes)[number] | (typeof localCodes)[number];

export interface CountersignErrorDetails {
  /** Log-only text; may come from the server, never to be shown to the user as is. */
  detail?: string;
  /** HTTP status, when a server answered. */
  httpStatus?: number;
  /** Id of the request in the server's log. */
  requestId?: string;
  /** Tries that are left before the server stops listening (wrong nonce). */
  attemptsLeft?: number;
  /** Milliseconds to wait before the next try. */
  retryAfterMs?: number;
  /** How a `transaction_closed` transaction ended (`expired`, `cancelled`, `authenticated`, ...). */
  transactionStatus?: string;
  cause?: unknown;
}

/** The one error class of this package: `switch (error.code)` narrows to what happened. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError';
  readonly code: CountersignErrorCode;
  readonly detail: string | undefined;
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
  readonly attemptsLeft: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly transactionStatus: string | undefined;

  constructor(code: CountersignErrorCode, details: CountersignErrorDetails = {}) {
    super(details.detail ? `${code}: ${details.detail}` : code, { cause: details.cause });
    this.code = code;
    this.detail = details.detail;
    this.httpStatus = details.httpStatus;
    this.requestId = details.requestId;
    this.attemptsLeft = details.attemptsLeft;
    this.retryAfterMs = details.retryAfterMs;
    this.transactionStatus = details.transactionStatus;
  }
}

/** True for a `CountersignError`, and when codes are given only for one of those. */
export function isCountersignError(error: unknown, ...codes: CountersignErrorCode[]): error is CountersignError {
  return error instanceof CountersignError && (codes.length === 0 || codes.includes(error.code));
}

const knownServerCodes: ReadonlySet<string> = new Set(serverCodes);

/** True when a server's `code` (or OAuth `error`) is one this package knows. */
export function isServerCode(code: unknown): code is (typeof serverCodes)[number] {
  return typeof code === 'string' && knownServerCodes.has(code);
}
