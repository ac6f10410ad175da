import twilio from 'twilio';
import type { RequestClient, Twilio } from 'twilio';
import { createProviderConnector } from '../connection/provider-connector.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { SentMessages } from './sent-messages.ts';
import type { SmsMessage, SmsResult, SmsSender } from './sms-sender.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import { presentTwilioFailure } from './twilio-refusal.ts';
import type { TwilioRefusal } from './twilio-refusal.ts';

const twilioUrl = 'https://api.twilio.com';
const messageSid = /^(SM|MM)[0-9a-f]{32}$/i;

type TwilioSettings = NonNullable<ProviderSettings['twilio']>;

/**
 * Text messages through Twilio's Messages resource, at most one for each idempotency key of this process.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createTwilioSender(settings: ProviderSettings, account: TwilioSettings): SmsSender {
  const baseUrl = new URL(account.url ?? twilioUrl);
  const agent = createProviderConnector(settings).createAgent(baseUrl);
  const sentMessages = new SentMessages();
  return {
    send: (message, { timeoutMs }) =>
      sentMessages.once(message.idempotencyKey, () => {
        const deadline = Date.now() + timeoutMs;
        const remainingMs = (): number => Math.max(1, deadline - Date.now());
        // An SDK client is a few objects; its own deadline needs its own HTTP client. The connections are shared.
        const httpClient = createTwilioHttpClient(baseUrl, agent, remainingMs) as unknown as RequestClient;
        const client = twilio(account.accountSid, account.authToken, { httpClient, accountSid: account.accountSid });
        return sendByFirstSender(client, message, sendersOf(message, account));
      }),
    close: async () => agent.destroy(),
  };
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
