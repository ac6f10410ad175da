import { CountersignError, isServerCode, type CountersignErrorCode } from '../errors.ts';

/** The answer to one request, with its complete body. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** The error of a refusal: problem documents (RFC 9457), OAuth errors, and answers of proxies in between. */
export function refusal(answer: HttpAnswer): CountersignError {
  const body = parseObject(answer.text);
  const named = codeOf(body);
  const code = isServerCode(named) ? named : codeOfStatus(answer.status);
  return new CountersignError(code, {
    httpStatus: answer.status,
    detail: describe(body, named, code),
    requestId: text(body.request_id),
    attemptsLeft: typeof body.attempts_left === 'number' ? body.attempts_left : undefined,
    authenticators: Array.isArray(body.authenticators)
      ? body.authenticators.filter((name) => typeof name === 'string')
      : undefined,
    transactionStatus: code === 'transaction_closed' ? closedAs(body) : undefined,
    retryAfterMs: retryAfterMs(answer.headers),
  });
}

/** Reasons that the token endpoint sends as `error_description`, as OAuth has no codes for them. */
const oauthReasons = new Set<unknown>([
  'factor_required',
  'wrong_factor_proof',
  'invalid_factor_proof',
  'authenticator_revoked',
  'authenticator_disabled',
  'invalid_authenticator_key',
  'disconnected',
  'version_disabled',
]);
/** The names of the same refusals at resource endpoints. */
const otherNames = new Map<unknown, string>([
  ['factor_proof_required', 'factor_required'],
  ['user_disconnected', 'disconnected'],
]);

function codeOf(body: Record<string, unknown>): unknown {
  if (body.error !== undefined && oauthReasons.has(body.error_description)) return body.error_description;
  const named = body.code ?? body.error;
  return otherNames.get(named) ?? named;
}

/** Milliseconds of a `Retry-After` header in seconds or as a date; undefined without a readable one. */
export function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get('retry-after')?.trim();
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  if (Number.isNaN(at)) return undefined;
  const serverNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}

/** The JSON object in a text, or an empty one, as a refusal of a proxy has another body. */
export function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function codeOfStatus(status: number): CountersignErrorCode {
  if (status === 400) return 'invalid_request';
  if (status === 401) return 'invalid_token';
  if (status === 429) return 'rate_limited';
  if (status === 502 || status === 503 || status === 504) return 'service_unavailable';
  return 'unexpected_answer';
}

function describe(body: Record<string, unknown>, named: unknown, code: string): string | undefined {
  const detail = text(body.detail) ?? text(body.error_description) ?? text(body.title);
  return named === code || typeof named !== 'string' ? detail : `${named}${detail ? `: ${detail}` : ''}`;
}

/** The outcome of a closed transaction. Problem documents use `status` for the HTTP status, which is a number. */
function closedAs(body: Record<string, unknown>): string | undefined {
  return text(body.transaction_status) ?? text(body.status);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
