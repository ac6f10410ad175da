import { ProviderAgents } from '../connection/provider-agents.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createGatewayText } from './http-gateway.ts';
import { SentMessages } from './sent-messages.ts';
import type { SmsGatewaySource } from './sms-gateway-settings.ts';
import type { SmsMessage, SmsResult, SmsSender } from './sms-sender.ts';
import { createTwilioText } from './twilio.ts';

/**
 * Text messages through the gateway that is in force when they are sent, at most one for each idempotency key of this process. When
 * the gateway changes, the next message goes by the new one, and what is under way by the old one is finished.
 * Without a gateway every send is refused as `not_configured`.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createSmsSender(settings: ProviderSettings, findGateway: SmsGatewaySource): SmsSender {
  const sentMessages = new SentMessages();
  // What operators of the process set may be anywhere; what the configuration API takes may not lead inside.
  const agents = { twilio: new ProviderAgents(settings), http: new ProviderAgents(settings, { isGuarded: settings.callbackPrivateAddresses !== 'allowed' }) };
  const sendByTwilio = createTwilioText(agents.twilio);
  const sendByGateway = createGatewayText(agents.http);

  const send = async (message: SmsMessage, options: { timeoutMs: number }): Promise<SmsResult> => {
    const gateway = await findGateway().catch(() => unknownGateway);
    if (gateway === undefined) return notConfigured;
    if ('status' in gateway) return gateway;
    const { reportsUrl: base } = settings;
    if (gateway.kind === 'http') return sendByGateway(gateway, { ...message, statusUrl: base && `${base}/sms-gateway/status` }, options);
    // Twilio tells its own id only: the address says which message of ours it is, also to a report that overtakes the answer.
    const statusUrl = base && `${base}/twilio/status?message=${encodeURIComponent(message.idempotencyKey)}`;
    return sendByTwilio(gateway, { ...message, statusUrl }, options);
  };
  return {
    send: (message, options) => sentMessages.once(message.idempotencyKey, () => send(message, options)),
    close: async () => void (await Promise.all([agents.twilio.close(), agents.http.close()])),
  };
}

const notConfigured: SmsResult = { status: 'refused', code: 'not_configured', detail: 'no text message provider is configured', retryable: false };
const unknownGateway: SmsResult = { status: 'refused', code: 'not_configured', detail: 'the gateway in force cannot be told', retryable: true };
