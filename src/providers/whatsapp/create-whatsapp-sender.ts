import { ProviderAgents } from '../connection/provider-agents.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { SendOnce } from '../send-once.ts';
import { createMessage, createTwilioClient, twilioStatusUrl } from '../sms/twilio.ts';
import type {
  WhatsAppMessage,
  WhatsAppResult,
  WhatsAppSender,
  WhatsAppSettings,
  WhatsAppSource,
} from './whatsapp-sender.ts';

/**
 * Codes by WhatsApp through Twilio's Messages resource, as the account's approved authentication template. Without one in a language, or
 * without a sender, they are refused as `not_configured`.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createWhatsAppSender(settings: ProviderSettings, findSender: WhatsAppSource): WhatsAppSender {
  const sent = new SendOnce<WhatsAppResult>();
  const agents = new ProviderAgents(settings);
  const send = async (message: WhatsAppMessage, { timeoutMs }: { timeoutMs: number }): Promise<WhatsAppResult> => {
    const sender = await findSender().catch(() => 'unknown' as const);
    if (sender === 'unknown') return refuse('the sender in force cannot be told', true);
    if (sender === undefined) return refuse('no WhatsApp sender is configured', false);
    const contentSid =
      sender.contentSids[message.locales.find((locale) => Object.hasOwn(sender.contentSids, locale)) ?? ''];
    if (contentSid === undefined) return refuse('no template in this language', false);
    return sendTemplate(sender, message, { contentSid, timeoutMs, agents, reportsUrl: settings.reportsUrl });
  };
  return {
    send: (message, { timeoutMs }) =>
      sent.once(message.idempotencyKey, () => send(message, { timeoutMs: timeoutMs + (settings.extraWaitMs ?? 0) })),
    close: () => agents.close(),
  };
}

interface Sending {
  contentSid: string;
  timeoutMs: number;
  agents: ProviderAgents;
  reportsUrl: string | undefined;
}

async function sendTemplate(
  account: WhatsAppSettings,
  { to, code, idempotencyKey }: WhatsAppMessage,
  { contentSid, timeoutMs, agents, reportsUrl }: Sending,
): Promise<WhatsAppResult> {
  const client = createTwilioClient(account, agents, timeoutMs);
  const message = {
    to: `whatsapp:${to}`,
    from: `whatsapp:${account.fromNumber}`,
    contentSid,
    contentVariables: JSON.stringify({ 1: code }),
  };
  const created = await createMessage(client, message, twilioStatusUrl(reportsUrl, idempotencyKey));
  if ('providerMessageId' in created) return { status: 'sent', ...created };
  const { code: fault, detail, retryable } = created;
  return { status: 'refused', code: fault, detail, retryable };
}

function refuse(detail: string, retryable: boolean): WhatsAppResult {
  return { status: 'refused', code: 'not_configured', detail: `whatsapp: ${detail}`, retryable };
}
