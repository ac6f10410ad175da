import type { ProviderFault } from '../provider-fault.ts';
import type { PushResult } from './push-sender.ts';

/** node-apn's result of a refused push, which lacks `Retry-After`. */
export interface ApnsFailure {
  status?: number | string;
  response?: { reason?: unknown };
  error?: { cause?: unknown };
}

/** The token will never work again: the app is gone, or the token is of another app or environment. */
const deadTokenReasons = new Set(['Unregistered', 'BadDeviceToken', 'DeviceTokenNotForTopic']);

/** What a failed push means. @see https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns */
export function presentApnsFailure(failure: ApnsFailure): Exclude<PushResult, { status: 'sent' }> {
  const { status } = failure;
  if (typeof status !== 'number') return { status: 'refused', ...presentWithoutAnswer(failure) };
  const reason = readReason(failure);
  const detail = reason === undefined ? `apns: ${status}` : `apns: ${status} ${reason}`;
  if (reason !== undefined && deadTokenReasons.has(reason)) return { status: 'unregistered', detail };
  return { status: 'refused', code: faultOf(status), detail };
}

/** Apple refused the provider token as expired; node-apn has renewed it. Its only 403 without a reason. */
export function isExpiredProviderToken(failure: ApnsFailure): boolean {
  return failure.status === 403 && failure.response === undefined;
}

function presentWithoutAnswer(failure: ApnsFailure): { code: ProviderFault; detail: string } {
  const cause = causeOf(failure.error);
  if (cause instanceof SyntaxError) return { code: 'invalid_answer', detail: 'apns: something else than JSON' };
  // A stream that waits for its connection fails with the connection's error.
  const code = codeOf((cause as { cause?: unknown } | undefined)?.cause) ?? codeOf(cause);
  return {
    code: 'connection',
    detail: code === undefined ? 'apns: the connection or the stream broke' : `apns: ${code}`,
  };
}

function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** VError keeps its cause in a method. */
function causeOf(error: { cause?: unknown } | undefined): unknown {
  return typeof error?.cause === 'function' ? (error.cause as () => unknown).call(error) : error?.cause;
}

function readReason({ response }: ApnsFailure): string | undefined {
  const reason = response?.reason;
  return typeof reason === 'string' && /^[A-Za-z]{1,60}$/.test(reason) ? reason : undefined;
}

function faultOf(status: number): ProviderFault {
  if (status === 403) return 'unauthorised';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'unavailable';
  return status >= 400 ? 'rejected' : 'invalid_answer';
}
