import type { ProviderSettings } from '../provider-settings.ts';
import type { SmsSender } from './sms-sender.ts';
import { createTwilioSender } from './twilio.ts';

/**
 * Text messages through the provider that the settings name; without one every send is refused as `not_configured`.
 * @throws the system's error when `certificateAuthorityPem` is not a certificate.
 */
export function createSmsSender(settings: ProviderSettings): SmsSender {
  if (settings.twilio !== undefined) return createTwilioSender(settings, settings.twilio);
  return {
    send: async () => ({ status: 'refused', code: 'not_configured', detail: 'no text message provider is configured', retryable: false }),
    close: async () => undefined,
  };
}
