import { ExchangeError } from '../connection/exchange.ts';
import type { ExchangeAnswer } from '../connection/exchange.ts';
import { PrivateAddressError } from '../connection/public-lookup.ts';
import type { SendRefusal } from './send-by-first-sender.ts';

/** Maps a failed exchange to a refusal, and tells whether a message may have been sent. */
export function presentGatewayFault(error: unknown): SendRefusal {
  if (error instanceof PrivateAddressError)
    return { code: 'not_configured', detail: 'sms gateway: a private address', retryable: false, tryNextSender: false };
  if (!(error instanceof ExchangeError)) return unsure('invalid_answer', 'sms gateway: an answer that cannot be read');
  return {
    code: error.fault,
    detail: `sms gateway: ${error.code}`,
    retryable: !error.mayHaveArrived,
    tryNextSender: false,
  };
}

/** Maps another status than 2xx. `code` in its JSON is more precise: docs/api/configuration-api.md. */
export function presentGatewayRefusal({ status, body }: Pick<ExchangeAnswer, 'status' | 'body'>): SendRefusal {
  const code = codeOf(body);
  const detail = code === undefined ? `sms gateway: ${status}` : `sms gateway: ${status} ${code}`;
  if (status === 429) return { code: 'rate_limited', detail, retryable: true, tryNextSender: false };
  // A proxy on the way can answer 5xx for a message that the gateway accepted; only the gateway sends its own code.
  if (status >= 500) return { ...unsure('unavailable', detail), retryable: code === 'unavailable' };
  if (status < 400) return unsure('invalid_answer', detail);
  if (status === 401 || status === 403)
    return { code: 'unauthorised', detail, retryable: false, tryNextSender: code === 'invalid_sender' };
  if (code === 'invalid_recipient')
    return { code: 'invalid_recipient', detail, retryable: false, tryNextSender: false };
  // The request was refused and nothing was sent: another sender may succeed.
  const tryNextSender = code === 'invalid_sender' || (code === undefined && (status === 400 || status === 422));
  return { code: 'rejected', detail, retryable: false, tryNextSender };
}

/** The gateway's code if it is a known one: other text could quote the number or the message. */
function codeOf(body: string): string | undefined {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return ['invalid_sender', 'invalid_recipient', 'rejected', 'unavailable'].find((known) => known === code);
  } catch {
    return undefined;
  }
}

function unsure(code: SendRefusal['code'], detail: string): SendRefusal {
  return { code, detail, retryable: false, tryNextSender: false };
}
