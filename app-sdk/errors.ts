/** Codes of refusals by the server (docs/app-protocol.md, "Errors"). */
const serverCodes = [
  'invalid_request',
  'malformed_json',
  'malformed_text',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_grant',
  'invalid_scope',
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
  /** The server does not lead a browser to this address. */
  'redirect_not_allowed',
  'action_token_feature_off',
  /** The user has no account to sign in to. */
  'person_not_found',
  'person_not_active',
  'authenticator_disabled',
  'invalid_authenticator_key',
  'pin_required',
  'too_many_authenticators',
  /** The proof of a factor was expired or malformed; it does not count as an attempt. */
  'invalid_factor_proof',
  /** The tokens have expired, or the request needs a factor: ask the user for one of `authenticators`. */
  'factor_required',
  /** The PIN was wrong; `attemptsLeft` is the number of attempts left. */
  'wrong_factor_proof',
  /** The fingerprint or custom authenticator gave a wrong proof and was deleted; the PIN stays. */
  'authenticator_revoked',
  /** The verification code is not the one that the website shows; `attemptsLeft` is the number of attempts left, 0 = the transaction has ended. */
  'wrong_verification_code',
  /** This user is no longer connected to this installation: connect again with a new enrolment code. */
  'disconnected',
] as const;

/** Codes of refusals by this package. */
const localCodes = [
  /** This installation is not registered: call `register` first. */
  'not_registered',
  /** No such profile on this installation. */
  'profile_unknown',
  /** The device has no network: nothing was sent, and nothing will be sent later. */
  'offline',
  /** The server did not answer within the allowed tries. */
  'network',
  /** The server, or a service that it needs, is unavailable. */
  'service_unavailable',
  /** Too many requests; see `retryAfterMs`. */
  'rate_limited',
  /** The answer of the server does not follow the protocol. */
  'unexpected_answer',
  /** A PGP message was not signed by the enrolled server key, or does not follow the protocol. */
  'untrusted_message',
  /** The content of a push does not follow the protocol. */
  'unknown_push',
  /** Accepting needs the six digits that the website shows. */
  'verification_code_required',
  /** The policy does not allow the PIN; see `pinProblems`. */
  'pin_refused',
  /** This installation does not have the authenticator for the profile: it is not set or not implemented. */
  'authenticator_not_set',
  /** The user dismissed the platform's prompt. */
  'factor_cancelled',
  /** The platform could not use the authenticator's key. */
  'factor_unavailable',
  /** The storage refused or lost a record. */
  'storage',
] as const;

/** The closed union of all values of `CountersignError.code`. */
export type CountersignErrorCode = (typeof serverCodes)[number] | (typeof localCodes)[number];

/** A reason why a PIN is not allowed. */
export type PinProblem = 'too_short' | 'too_long' | 'not_digits' | 'sequence' | 'repeats';

export interface CountersignErrorDetails {
  /** Text for the log; may come from the server, so never show it to the user. */
  detail?: string;
  /** HTTP status, when the server answered. */
  httpStatus?: number;
  /** Id of the request in the server's log. */
  requestId?: string;
  /** Attempts left (wrong nonce, wrong PIN, wrong verification code). Absent without a limit. */
  attemptsLeft?: number;
  /** Milliseconds to wait before the next try. */
  retryAfterMs?: number;
  /** The outcome of a `transaction_closed` transaction (`expired`, `cancelled`, `authenticated`, ...). */
  transactionStatus?: string;
  /** With `factor_required`: names of the authenticators, one of which has to be used. */
  authenticators?: readonly string[];
  /** With `pin_refused`: all problems of the PIN. */
  pinProblems?: readonly PinProblem[];
  cause?: unknown;
}

/** The only error class of this package: `switch (error.code)` narrows the type. */
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

/** Members that are always set for certain codes. */
interface MembersByCode {
  factor_required: { readonly authenticators: readonly string[] };
  pin_refused: { readonly pinProblems: readonly PinProblem[] };
}

/** The error with one of these codes, and the members of that code. */
export type CountersignErrorOf<Code extends CountersignErrorCode> = Code extends CountersignErrorCode
  ? CountersignError & { readonly code: Code } & (Code extends keyof MembersByCode ? MembersByCode[Code] : unknown)
  : never;

/** A refresh or request needs a factor, one of `authenticators`. */
export type FactorRequired = CountersignErrorOf<'factor_required'>;
/** `attemptsLeft` is absent when the application sets no limit. */
export type WrongPin = CountersignErrorOf<'wrong_factor_proof'>;
export type AuthenticatorRevoked = CountersignErrorOf<'authenticator_revoked'>;
export type Disconnected = CountersignErrorOf<'disconnected'>;
export type PinRefused = CountersignErrorOf<'pin_refused'>;
export type Offline = CountersignErrorOf<'offline'>;

/** True for a `CountersignError`; when codes are given, only for one of those. */
export function isCountersignError<Code extends CountersignErrorCode = CountersignErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is CountersignErrorOf<Code> {
  return (
    error instanceof CountersignError && (codes.length === 0 || (codes as CountersignErrorCode[]).includes(error.code))
  );
}

const knownServerCodes: ReadonlySet<string> = new Set(serverCodes);

/** True when this package knows a server's `code` (or OAuth `error`). */
export function isServerCode(code: unknown): code is (typeof serverCodes)[number] {
  return typeof code === 'string' && knownServerCodes.has(code);
}
