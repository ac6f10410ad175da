import type { RequestClient, Twilio } from 'twilio';
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { ProviderAgents } from '../connection/provider-agents.ts';
import { loadTwilio } from '../provider-libraries.ts';
import { sendByFirstSender, sendersInOrder } from './send-by-first-sender.ts';
import type { SendRefusal } from './send-by-first-sender.ts';
import type { TwilioGateway } from './sms-gateway-settings.ts';
import type { ReportedMessage, SendSms } from './sms-gateway-client.ts';
import type { SmsResult } from './sms-sender.ts';
import { createTwilioHttpClient } from './twilio-http-client.ts';
import { presentTwilioFailure } from './twilio-refusal.ts';

const twilioUrl = 'https://api.twilio.com';
const messageSid = /^(SM|MM)[0-9a-f]{32}$/i;

/**
 * Where Twilio reports on a message; undefined: nowhere. It tells its own id only: the address says which message of ours it is, also to a
 * report that overtakes the answer.
 */
export function twilioStatusUrl(reportsUrl: string | undefined, idempotencyKey: string): string | undefined {
  return reportsUrl && `${reportsUrl}/twilio/status?message=${encodeURIComponent(idempotencyKey)}`;
}

/** A client for one message. An SDK client is a few objects, and its own deadline needs its own HTTP client; the connections are shared. */
export function createTwilioClient(
  { accountSid, authToken, url }: Pick<TwilioGateway, 'accountSid' | 'authToken' | 'url'>,
  agents: ProviderAgents,
  timeoutMs: number,
): Twilio {
  const deadline = Date.now() + timeoutMs;
  const remainingMs = (): number => Math.max(1, deadline - Date.now());
  const httpClient = createTwilioHttpClient(new URL(url ?? twilioUrl), agents, remainingMs) as unknown as RequestClient;
  return loadTwilio()(accountSid, authToken, { httpClient, accountSid });
}

/** Creates one message. Never throws for a fault of Twilio or the network: it is in the result. */
export async function createMessage(
  client: Twilio,
  message: MessageListInstanceCreateOptions,
  statusCallback: string | undefined,
): Promise<{ providerMessageId: string } | SendRefusal> {
  try {
    const { sid } = (await client.messages.create({ ...message, ...(statusCallback && { statusCallback }) })) as {
      sid?: unknown;
    };
    if (typeof sid === 'string' && messageSid.test(sid)) return { providerMessageId: sid };
    return {
      code: 'invalid_answer',
      detail: 'twilio: an answer without a message id',
      retryable: false,
      tryNextSender: false,
    };
  } catch (error) {
    return presentTwilioFailure(error);
  }
}

/** Text messages through Twilio's Messages resource. */
export function createTwilioSms(agents: ProviderAgents): SendSms<TwilioGateway> {
  return (account, message, { timeoutMs }) => {
    const client = createTwilioClient(account, agents, timeoutMs);
    return sendByFirstSender(sendersInOrder(message.senders, account.fromNumber), (sender) =>
      sendBy(client, message, sender),
    );
  };
}

async function sendBy(
  client: Twilio,
  { to, body, statusUrl }: ReportedMessage,
  sender: string,
): Promise<SmsResult | SendRefusal> {
  const created = await createMessage(client, { to, from: sender, body }, statusUrl);
  return 'providerMessageId' in created ? { status: 'sent', ...created, sender } : created;
}
