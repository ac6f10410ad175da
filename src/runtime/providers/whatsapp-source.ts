import type { Environment } from '../../config/environment.ts';
import type { WhatsAppSource } from '../../providers/whatsapp/whatsapp-sender.ts';

/** The WhatsApp sender of the environment: a number of its Twilio account, and the templates that Meta has approved. */
export function createWhatsAppSource({
  twilioAccountSid: accountSid,
  twilioAuthToken: authToken,
  twilioWhatsAppNumber: fromNumber,
  twilioWhatsAppTemplates: contentSids,
  twilioUrl: url,
}: Environment): WhatsAppSource {
  const sender =
    accountSid && authToken && fromNumber && contentSids
      ? { accountSid, authToken, fromNumber, contentSids, url }
      : undefined;
  return async () => sender;
}
