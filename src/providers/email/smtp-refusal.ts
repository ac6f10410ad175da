import { ExchangeError } from '../connection/exchange.ts';
import { PrivateAddressError } from '../connection/public-lookup.ts';
import type { ProviderFault } from '../provider-fault.ts';
import type { EmailResult } from './email-sender.ts';

type Refusal = Extract<EmailResult, { status: 'refused' }>;

/** What is looked at of an error of the library: codes, and of the server's reply the codes at its beginning. */
interface SmtpFailure {
  code?: unknown;
  responseCode?: unknown;
  command?: unknown;
  response?: unknown;
}

/**
 * What a failed send means, above all whether the mail may have gone out nevertheless.
 * @param isWhole whether the mail was read to its end by the connection: until then the server cannot have taken it.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1
 */
export function presentSmtpFailure(error: unknown, { isWhole }: { isWhole: boolean }): Refusal {
  if (error instanceof PrivateAddressError) return refuse('not_configured', 'a private address', false);
  if (error instanceof ExchangeError) return refuse(error.fault, error.code, !error.mayHaveArrived);
  const failure = error as SmtpFailure;
  const { code, responseCode } = failure;
  if (typeof responseCode === 'number' && responseCode !== 0) return presentReply(responseCode, failure);
  if (code === 'EAUTH' || code === 'ENOAUTH') return refuse('unauthorised', 'no way to sign in', false);
  if (code === 'EABORT' || code === 'ETIMEDOUT') return refuse('timeout', code, !isWhole);
  return refuse('connection', typeof code === 'string' && /^[A-Z][A-Z_0-9]+$/.test(code) ? code : 'UNKNOWN', !isWhole);
}

/** A reply is certain: the server did not take the mail. 4yz may fare better later, 5yz will not. */
function presentReply(reply: number, { code, command, response }: SmtpFailure): Refusal {
  const enhanced = enhancedCodeOf(response);
  const stage = typeof command === 'string' && /^[A-Z ]{1,20}$/.test(command) ? command.split(' ')[0] : 'UNKNOWN';
  const detail = [reply, enhanced, stage].filter(Boolean).join(' ');
  if (reply >= 400 && reply < 500) return refuse('unavailable', detail, true);
  if (reply < 500 || reply > 599) return refuse('invalid_answer', detail, false);
  if (code === 'EAUTH' || reply === 530 || reply === 535) return refuse('unauthorised', detail, false);
  // X.1 and X.2 are about the mailbox; X.7, for one, about us.
  const isOfMailbox = enhanced === undefined || /^5\.[12]\./.test(enhanced);
  return refuse(stage === 'RCPT' && isOfMailbox ? 'invalid_recipient' : 'rejected', detail, false);
}

/** @see https://www.rfc-editor.org/rfc/rfc3463#section-2 */
function enhancedCodeOf(response: unknown): string | undefined {
  return typeof response === 'string' ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
}

function refuse(code: ProviderFault, detail: string, retryable: boolean): Refusal {
  return { status: 'refused', code, detail: `smtp: ${detail}`, retryable };
}
