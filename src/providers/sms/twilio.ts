import twilio from 'twilio';
import type { RequestClient, Twilio } from 'twilio';
import type { ProviderAgents } from '../connection/provider-agents.ts';
import { sendByFirstSender, sendersInOrder } from './send-by-first-sender.ts';
import type { SendRefusal } from './send-by-first-sender.ts';
import type { TwilioGateway } from './sms-gateway-settings.ts';
import type { ReportedMessage, SendText } from './sms-gateway-client.ts';
import type { SmsResult } from './sms-sender.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import type { TwilioHttpClient } from './twilio-http-client.ts';
import { presentTwilioFailure } from './twilio-refusal.ts';

const twilioUrl = 'https://api.twilio.com';
const messageSid = /^(SM|MM)[0-9a-f]{32}$/i;

/** Text messages through Twilio's Messages resource. */
export function createTwilioText(agents: ProviderAgents): SendText<TwilioGateway> {
  return (account, message, { timeoutMs }) => {
    const baseUrl = new URL(account.url ?? twilioUrl);
    const deadline = Date.now() + timeoutMs;
    const remainingMs = (): number => Math.max(1, deadline - Date.now());
    // An SDK client is a few objects; its own deadline needs its own HTTP client. The connections are shared.
    const client = createClient(account, createTwilioHttpClient(baseUrl, agents, remainingMs));
    return sendByFirstSender(sendersInOrder(message.senders, account.fromNumber), (sender) => sendBy(client, message, sender));
  };
}

function createClient({ accountSid, authToken }: TwilioGateway, httpClient: TwilioHttpClient): Twilio {
  return twilio(accountSid, authToken, { httpClient: httpClient as unknown as RequestClient, accountSid });
}

async function sendBy(client: Twilio, { to, body, statusUrl }: ReportedMessage, sender: string): Promise<SmsResult | SendRefusal> {
  try {
    const { sid } = (await client.messages.create({ to, from: sender, body, ...(statusUrl === undefined ? {} : { statusCallback: statusUrl }) })) as { sid?: unknown };
    if (typeof sid === 'string' && messageSid.test(sid)) return { status: 'sent', providerMessageId: sid, sender };
    return { code: 'invalid_answer', detail: 'twilio: an answer without a message id', retryable: false, tryNextSender: false };
  } catch (error) {
    return presentTwilioFailure(error);
  }
}
