import { personCodeOf } from './error-description.ts';
import { errorCatalogue } from './error-catalogue.ts';
import type { ErrorCode, ErrorDescription } from './error-catalogue.ts';

const byCode = new Map<string, ErrorDescription>(errorCatalogue.map((entry) => [entry.code, entry]));

export interface ErrorOptions {
  /** For the log only: never sent to a caller. */
  detail?: string;
  cause?: unknown;
  /** Seconds a caller should wait, sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Public members added to the error body, such as `attempts_left`. */
  extra?: Record<string, unknown>;
}

/**
 * The one error class of Countersign. `code` is a closed union, so a `switch` over it narrows; message and HTTP status
 * come from the catalogue; `detail` and `cause` stay in the log.
 */
export class CountersignError extends Error {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly wireCode: string | undefined;
  readonly wireError: string;
  readonly personCode: number;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extra: Record<string, unknown>;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const entry = describeError(code);
    super(entry.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CountersignError';
    this.code = code;
    this.httpStatus = entry.httpStatus;
    this.wireCode = entry.wireCode;
    this.wireError = entry.wireError ?? code;
    this.personCode = personCodeOf(entry);
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extra = options.extra ?? {};
  }
}

/** The catalogue entry of a code. Total over `ErrorCode`. */
export function describeError(code: ErrorCode): ErrorDescription {
  return byCode.get(code) as ErrorDescription;
}

/** True for a string that names an error of ours, as an activity failure's `type` does. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && byCode.has(code);
}
