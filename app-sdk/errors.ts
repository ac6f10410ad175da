/** Refusals the server sends by name (docs/app-protocol.md, "Errors"). */
const serverCodes = [
  'invalid_request',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_grant',
  'invalid_client',
  'slow_down',
  'application_unknown',
  /** This device key is registered with another application. */
  'device_of_other_application',
  'version_disabled',
  'registration_disabled',
  'enrollment_disabled',
  'invalid_public_key',
  'keys_not_exchanged',
  'push_enrollment_in_progress',
  'push_enrollment_disabled',
  'push_enrollment_not_found',
  'push_enrollment_expired',
  'push_not_enrolled',
  'push_provider_unavailable',
  'user_already_enrolled',
  'invalid_nonce',
  'resend_limit_reached',
  'transaction_not_found',
  'transaction_closed',
  /** Wrong, used or expired. */
  'otp_not_valid',
  'already_fetched',
  'not_fetched',
  'invalid_answer',
  'authenticator_disabled',
  'invalid_authenticator_key',
  'pin_required',
  'too_many_authenticators',
  /** The proof of a factor was not of now, or malformed: nothing was counted. */
  'invalid_factor_proof',
  /** The tokens have lapsed, or the request needs a factor: ask the user for one of `authenticators`. */
  'factor_required',
  /** The PIN was wrong; `attemptsLeft` says how often it may still be tried. */
  'wrong_factor_proof',
  /** The fingerprint or custom authenticator gave a wrong proof and is gone; the PIN stays. */
  'authenticator_revoked',
  /** The verification code is not the one that the website shows; `attemptsLeft` says how often it may still be tried, 0 = the transaction has ended. */
  'wrong_verification_code',
  /** This user is no longer connected to this installation: connect again with a new enrolment code. */
  'disconnected',
] as const;

/** Refusals this package finds out by itself. */
const localCodes = [
  /** Nothing of this installation is known to a server: call `register` first. */
  'not_registered',
  /** No such profile on this installation. */
  'profile_unknown',
  /** The device has no network: nothing was sent, and nothing is kept to be sent later. */
  'offline',
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
  /** Accepting takes the six digits that the website shows. */
  'verification_code_required',
  /** The PIN is not one the policy allows; see `pinProblems`. */
  'pin_refused',
  /** This installation has no such authenticator for the profile: not set, or without an implementation. */
  'authenticator_not_set',
  /** The user dismissed the platform's prompt. */
  'factor_cancelled',
  /** The platform could not use the authenticator's key. */
  'factor_unavailable',
  /** The storage refused or lost a record. */
  'storage',
] as const;

/** The closed union of everything that `CountersignError.code` can be. */
export type CountersignErrorCode = (typeof serverCodes)[number] | (typeof localCodes)[number];

/** Why a PIN is not allowed. */
export type PinProblem = 'too_short' | 'too_long' | 'not_digits' | 'sequence' | 'repeats';

export interface CountersignErrorDetails {
  /** Log-only text; may come from the server, never to be shown to the user as is. */
  detail?: string;
  /** HTTP status, when a server answered. */
  httpStatus?: number;
  /** Id of the request in the server's log. */
  requestId?: string;
  /** Tries that are left before the server stops listening (wrong nonce, wrong PIN, wrong verification code). Absent when they are not limited. */
  attemptsLeft?: number;
  /** Milliseconds to wait before the next try. */
  retryAfterMs?: number;
  /** How a `transaction_closed` transaction ended (`expired`, `cancelled`, `authenticated`, ...). */
  transactionStatus?: string;
  /** With `factor_required`: names of the authenticators, one of which is to be used. */
  authenticators?: readonly string[];
  /** With `pin_refused`: everything that is wrong with the PIN. */
  pinProblems?: readonly PinProblem[];
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
  readonly authenticators: readonly string[] | undefined;
  readonly pinProblems: readonly PinProblem[] | undefined;

  constructor(code: CountersignErrorCode, details: CountersignErrorDetails = {}) {
    super(details.detail ? `${code}: ${details.detail}` : code, { cause: details.cause });
    this.code = code;
    this.detail = details.detail;
    this.httpStatus = details.httpStatus;
    this.requestId = details.requestId;
    this.attemptsLeft = details.attemptsLeft;
    this.retryAfterMs = details.retryAfterMs;
    this.transactionStatus = details.transactionStatus;
    this.authenticators = details.authenticators ?? (code === 'factor_required' ? [] : undefined);
    this.pinProblems = details.pinProblems ?? (code === 'pin_refused' ? [] : undefined);
  }
}

/** What certain codes always bring along. */
interface Brought {
  factor_required: { readonly authenticators: readonly string[] };
  pin_refused: { readonly pinProblems: readonly PinProblem[] };
}

/** The error with one of these codes, and what that code brings along. */
export type CountersignErrorOf<Code extends CountersignErrorCode> = Code extends CountersignErrorCode
  ? CountersignError & { readonly code: Code } & (Code extends keyof Brought ? Brought[Code] : unknown)
  : never;

/** A refresh, or what was asked for, needs the user: `authenticators` lists by what. */
export type FactorRequired = CountersignErrorOf<'factor_required'>;
/** `attemptsLeft` is absent when the application sets no limit. */
export type WrongPin = CountersignErrorOf<'wrong_factor_proof'>;
export type AuthenticatorRevoked = CountersignErrorOf<'authenticator_revoked'>;
export type Disconnected = CountersignErrorOf<'disconnected'>;
export type PinRefused = CountersignErrorOf<'pin_refused'>;
export type Offline = CountersignErrorOf<'offline'>;

/** True for a `CountersignError`, and when codes are given only for one of those. */
export function isCountersignError<Code extends CountersignErrorCode = CountersignErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is CountersignErrorOf<Code> {
  return error instanceof CountersignError && (codes.length === 0 || (codes as CountersignErrorCode[]).includes(error.code));
}

const knownServerCodes: ReadonlySet<string> = new Set(serverCodes);

/** True when a server's `code` (or OAuth `error`) is one this package knows. */
export function isServerCode(code: unknown): code is (typeof serverCodes)[number] {
  return typeof code === 'string' && knownServerCodes.has(code);
}
