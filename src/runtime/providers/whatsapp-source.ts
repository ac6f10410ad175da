import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../config/environment.ts';
import type { SmsGateway } from '../../entities/configuration/sms-gateway.ts';
import type { WhatsAppSettings, WhatsAppSource } from '../../providers/whatsapp/whatsapp-sender.ts';

/** The WhatsApp sender in force: number and templates as they are configured, else the environment's. */
export function createWhatsAppSource(environment: Environment, configuration: ConfigurationSource): WhatsAppSource {
  return async () => {
    const { smsGateway } = await configuration.current();
    return (smsGateway && senderOf(smsGateway, environment)) ?? senderOfEnvironment(environment);
  };
}

/** A configured number is the configured account's; without one, of the environment's. */
function senderOf(row: SmsGateway, environment: Environment): WhatsAppSettings | undefined {
  const { twilioWhatsAppNumber: fromNumber, twilioWhatsAppTemplates: contentSids } = row;
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken } = row.twilioAccountSid ? row : environment;
  if (!fromNumber || !contentSids || !accountSid || !authToken) return undefined;
  return { accountSid, authToken, fromNumber, contentSids, url: environment.twilioUrl };
}

function senderOfEnvironment({
  twilioAccountSid: accountSid,
  twilioAuthToken: authToken,
  twilioWhatsAppNumber: fromNumber,
  twilioWhatsAppTemplates: contentSids,
  twilioUrl: url,
}: Environment): WhatsAppSettings | undefined {
  return accountSid && authToken && fromNumber && contentSids
    ? { accountSid, authToken, fromNumber, contentSids, url }
    : undefined;
}
