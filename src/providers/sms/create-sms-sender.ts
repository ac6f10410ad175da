import { ProviderAgents } from '../connection/provider-agents.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { SendOnce } from '../send-once.ts';
import { createGatewaySms } from './http-gateway.ts';
import type { SmsGatewaySource } from './sms-gateway-settings.ts';
import type { SmsMessage, SmsResult, SmsSender } from './sms-sender.ts';
import { createTwilioSms, twilioStatusUrl } from './twilio.ts';

/**
 * Sends text messages through the current gateway, at most one for each idempotency key of this process. When
 * the gateway changes, the next message uses the new one, and running sends finish on the old one.
 * Without a gateway every send is refused as `not_configured`.
 */
export function createSmsSender(settings: ProviderSettings, findGateway: SmsGatewaySource): SmsSender {
  const sentMessages = new SendOnce<SmsResult>();
  // What operators of the process set may be anywhere; what the configuration API takes may not lead inside.
  const agents = {
    twilio: new ProviderAgents(settings),
    http: new ProviderAgents(settings, { isGuarded: settings.callbackPrivateAddresses !== 'allowed' }),
  };
  const sendByTwilio = createTwilioSms(agents.twilio);
  const sendByGateway = createGatewaySms(agents.http);

  const send = async (message: SmsMessage, options: { timeoutMs: number }): Promise<SmsResult> => {
    const gateway = await findGateway().catch(() => unknownGateway);
    if (gateway === undefined) return notConfigured;
    if ('status' in gateway) return gateway;
    const { reportsUrl: base } = settings;
    if (gateway.kind === 'http')
      return sendByGateway(gateway, { ...message, statusUrl: base && `${base}/sms-gateway/status` }, options);
    return sendByTwilio(gateway, { ...message, statusUrl: twilioStatusUrl(base, message.idempotencyKey) }, options);
  };
  return {
    send: (message, { timeoutMs }) =>
      sentMessages.once(message.idempotencyKey, () =>
        send(message, { timeoutMs: timeoutMs + (settings.extraWaitMs ?? 0) }),
      ),
    close: async () => void (await Promise.all([agents.twilio.close(), agents.http.close()])),
  };
}

const notConfigured: SmsResult = {
  status: 'refused',
  code: 'not_configured',
  detail: 'no text message provider is configured',
  retryable: false,
};
const unknownGateway: SmsResult = {
  status: 'refused',
  code: 'not_configured',
  detail: 'the gateway in force cannot be told',
  retryable: true,
};
