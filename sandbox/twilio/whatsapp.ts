import type { EndpointAnswer } from '../http/endpoint.ts';
import type { Report } from '../reports/send-report.ts';
import type { SandboxCredentials } from '../credentials.ts';
import type { Mode } from '../state/behaviours.ts';
import { twilioError } from './twilio-errors.ts';

/** Meta's text of an authentication template, which is the same for all senders. */
const templates = {
  en: '{{1}} is your verification code. For your security, do not share this code.',
  nl: '{{1}} is je verificatiecode. Deel deze code voor je veiligheid met niemand.',
} as const;

const prefix = 'whatsapp:';
const e164 = /^\+[1-9]\d{6,14}$/;
const code = /^[\w-]{1,15}$/;

export interface WhatsAppFields {
  to: string;
  from: string;
  contentSid: string;
  contentVariables: string;
}

/** Whether either end of a message is on WhatsApp. */
export function isWhatsApp({ to, from }: { to: string; from: string }): boolean {
  return to.startsWith(prefix) || from.startsWith(prefix);
}

/** A number without the prefix of its channel. */
export function numberOf(address: string): string {
  return address.startsWith(prefix) ? address.slice(prefix.length) : address;
}

/**
 * The refusal with which Twilio answers an invalid WhatsApp message at once.
 * @see https://www.twilio.com/docs/whatsapp/api
 */
export function checkWhatsApp(
  { to, from, contentSid, contentVariables }: WhatsAppFields,
  { whatsapp }: Pick<SandboxCredentials, 'whatsapp'>,
): EndpointAnswer | undefined {
  if (!to.startsWith(prefix) || !from.startsWith(prefix))
    return twilioError(400, 21910, 'Invalid From and To pair. From and To should be of the same channel');
  if (!e164.test(numberOf(to))) return twilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (numberOf(from) !== whatsapp.from_number)
    return twilioError(400, 63007, 'Twilio could not find a Channel with the specified From address');
  if (contentSid === '') return undefined;
  if (languageOf(contentSid, whatsapp.content_sids) === undefined)
    return twilioError(400, 21655, 'The ContentSid Parameter is Invalid');
  if (readCode(contentVariables) === undefined)
    return twilioError(400, 21656, 'The ContentVariables Parameter is invalid');
  return undefined;
}

/** The text of a message, and the code that its button copies. */
export function renderTemplate(
  { contentSid, contentVariables }: WhatsAppFields,
  { whatsapp }: Pick<SandboxCredentials, 'whatsapp'>,
): { body: string; code: string } {
  const language = languageOf(contentSid, whatsapp.content_sids) ?? 'en';
  const value = readCode(contentVariables) ?? '';
  return { body: templates[language].replace('{{1}}', () => value), code: value };
}

/** The delivery status of an accepted message: only a template reaches a recipient who has not written within a day. */
export function fateOf({ contentSid }: WhatsAppFields, mode: Mode): Report {
  if (mode === 'undelivered') return { status: 'undelivered', error: '63016' };
  if (mode === 'unregistered') return { status: 'undelivered', error: '63024' };
  return contentSid === '' ? { status: 'undelivered', error: '63016' } : { status: 'delivered' };
}

function languageOf(
  contentSid: string,
  sids: SandboxCredentials['whatsapp']['content_sids'],
): keyof typeof templates | undefined {
  return (['en', 'nl'] as const).find((language) => sids[language] === contentSid);
}

/** An authentication template has one variable, a code of at most 15 characters. */
function readCode(contentVariables: string): string | undefined {
  try {
    const { 1: value, ...others } = JSON.parse(contentVariables) as Record<string, unknown>;
    const isRight = typeof value === 'string' && code.test(value) && Object.keys(others).length === 0;
    return isRight ? value : undefined;
  } catch {
    return undefined;
  }
}
