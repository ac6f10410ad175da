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
