import { ExchangeError } from '../connection/exchange.ts';
import type { ProviderFault } from '../provider-fault.ts';
import type { SendRefusal } from './send-by-first-sender.ts';

/** Twilio's error codes for a recipient that no sender can reach. @see https://www.twilio.com/docs/api/errors */
const recipientCodes = new Set([21211, 21214, 21217, 21614]);
/** Codes about the message itself: another sender would fail too. */
const messageCodes = new Set([21602, 21604, 21617, 21619]);

/** Maps a failed `messages.create` to a refusal, and tells whether a message may have been sent. */
export function presentTwilioFailure(error: unknown): SendRefusal {
  if (error instanceof ExchangeError)
    return {
      code: error.fault,
      detail: `twilio: ${error.code}`,
      retryable: !error.mayHaveArrived,
      tryNextSender: false,
    };
  const { status, code } = error as { status?: unknown; code?: unknown };
  // The SDK could not read a 2xx: the message was very likely taken.
  if (typeof status !== 'number') return unsure('invalid_answer', 'twilio: an answer that is not its protocol');
  const detail = typeof code === 'number' ? `twilio: ${status} ${code}` : `twilio: ${status}`;
  if (status === 429) return { code: 'rate_limited', detail, retryable: true, tryNextSender: false };
  if (status === 401 || status === 403) return refusedFor(code, detail, 'unauthorised');
  // Twilio's own 503 refuses before it takes a message; a gateway's in between says nothing of the kind.
  if (status >= 500) return { ...unsure('unavailable', detail), retryable: code === 20503 };
  if (status < 400 || typeof code !== 'number') return unsure('invalid_answer', detail);
  return refusedFor(code, detail, 'rejected');
}

function refusedFor(code: unknown, detail: string, otherwise: ProviderFault): SendRefusal {
  if (typeof code !== 'number') return unsure('invalid_answer', detail);
  if (recipientCodes.has(code)) return { code: 'invalid_recipient', detail, retryable: false, tryNextSender: false };
  // 20xxx concerns the account or the request as a whole.
  const isAboutSender = !messageCodes.has(code) && code >= 21000;
  return { code: isAboutSender ? 'rejected' : otherwise, detail, retryable: false, tryNextSender: isAboutSender };
}

function unsure(code: ProviderFault, detail: string): SendRefusal {
  return { code, detail, retryable: false, tryNextSender: false };
}
