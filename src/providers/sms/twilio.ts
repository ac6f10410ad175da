import twilio from 'twilio';
import type { RequestClient, Twilio } from 'twilio';
import { ProviderAgents } from '../connection/provider-agents.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { SentMessages } from './sent-messages.ts';
import type { SmsMessage, SmsResult, SmsSender } from './sms-sender.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import type { TwilioHttpClient } from './twilio-http-client.ts';
import { presentTwilioFailure } from './twilio-refusal.ts';
import type { TwilioRefusal } from './twilio-refusal.ts';

const twilioUrl = 'https://api.twilio.com';
const messageSid = /^(SM|MM)[0-9a-f]{32}$/i;

type TwilioSettings = NonNullable<ProviderSettings['twilio']>;

/**
 * Text messages through Twilio's Messages resource, at most one for each idempotency key of this process.
 * @throws Error when `certificateAuthorityPem` is not a certificate or the account id is not one.
 */
export function createTwilioSender(settings: ProviderSettings, account: TwilioSettings): SmsSender {
  const baseUrl = new URL(account.url ?? twilioUrl);
  const agents = new ProviderAgents(settings);
  const sentMessages = new SentMessages();
  // The SDK refuses a wrong account id: at start, not with the first message.
  createClient(account, createTwilioHttpClient(baseUrl, agents, () => 0));
  return {
    send: (message, { timeoutMs }) =>
      sentMessages.once(message.idempotencyKey, () => {
        const deadline = Date.now() + timeoutMs;
        const remainingMs = (): number => Math.max(1, deadline - Date.now());
        // An SDK client is a few objects; its own deadline needs its own HTTP client. The connections are shared.
        const client = createClient(account, createTwilioHttpClient(baseUrl, agents, remainingMs));
        return sendByFirstSender(client, message, sendersOf(message, account));
      }),
    close: () => agents.close(),
  };
}

function createClient({ accountSid, authToken }: TwilioSettings, httpClient: TwilioHttpClient): Twilio {
  return twilio(accountSid, authToken, { httpClient: httpClient as unknown as RequestClient, accountSid });
}

/** The senders asked for, then the account's own number (contract/mobile-authentication.md section 5). */
function sendersOf(message: SmsMessage, account: TwilioSettings): string[] {
  const asked = message.senders.filter((sender) => sender !== undefined && sender !== '') as string[];
  return [...new Set([...asked, account.fromNumber])];
}

async function sendByFirstSender(client: Twilio, message: SmsMessage, senders: string[]): Promise<SmsResult> {
  let refusal: TwilioRefusal | undefined;
  for (const sender of senders) {
    const outcome = await sendBy(client, message, sender);
    if ('status' in outcome) return outcome;
    refusal = outcome;
    if (!refusal.tryNextSender) break;
  }
  const { code, detail, retryable } = refusal ?? { code: 'not_configured' as const, detail: 'twilio: no sender', retryable: false };
  return { status: 'refused', code, detail, retryable };
}

async function sendBy(client: Twilio, message: SmsMessage, sender: string): Promise<SmsResult | TwilioRefusal> {
  try {
    const { sid } = (await client.messages.create({ to: message.to, from: sender, body: message.body })) as { sid?: unknown };
    if (typeof sid === 'string' && messageSid.test(sid)) return { status: 'sent', providerMessageId: sid, sender };
    return { code: 'invalid_answer', detail: 'twilio: an answer without a message id', retryable: false, tryNextSender: false };
  } catch (error) {
    return presentTwilioFailure(error);
  }
}
