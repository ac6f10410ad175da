import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import { secretsInForce } from '../../commands/configuration/resources/sms-gateway.ts';
import type { Environment } from '../../config/environment.ts';
import type { SmsGateway } from '../../entities/configuration/sms-gateway.ts';
import type { SmsGatewaySettings, SmsGatewaySource, TwilioGateway } from '../../providers/sms/sms-gateway-settings.ts';

/** The current gateway: the configured one, else the environment's. */
export function createSmsGatewaySource(environment: Environment, configuration: ConfigurationSource): SmsGatewaySource {
  const byEnvironment = twilioOf(environment);
  return async () => {
    const { smsGateway } = await configuration.current();
    return smsGateway
      ? gatewayOf(smsGateway, { byEnvironment, twilioUrl: environment.twilioUrl, now: new Date() })
      : byEnvironment;
  };
}

function twilioOf({
  twilioAccountSid: accountSid,
  twilioAuthToken: authToken,
  twilioFromNumber: fromNumber,
  twilioUrl: url,
}: Environment): TwilioGateway | undefined {
  return accountSid && authToken && fromNumber ? { kind: 'twilio', accountSid, authToken, fromNumber, url } : undefined;
}

/** A configured account replaces the environment's completely. A configured number alone is used with the environment's account. */
function gatewayOf(
  row: SmsGateway,
  {
    byEnvironment,
    twilioUrl: url,
    now,
  }: { byEnvironment: TwilioGateway | undefined; twilioUrl: string | undefined; now: Date },
): SmsGatewaySettings | undefined {
  if (row.gateway === 'http') return httpOf(row, now);
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken, twilioFromNumber: fromNumber } = row;
  if (accountSid && authToken && fromNumber) return { kind: 'twilio', accountSid, authToken, fromNumber, url };
  return byEnvironment && { ...byEnvironment, fromNumber: fromNumber ?? byEnvironment.fromNumber };
}

function httpOf(row: SmsGateway, now: Date): SmsGatewaySettings | undefined {
  const {
    httpUrl: url,
    httpTemplate: template,
    httpSigningSecret,
    formerHttpSigningSecret,
    formerHttpUntil,
    httpSender,
  } = row;
  if (!url || !template || !httpSigningSecret) return undefined;
  return {
    kind: 'http',
    url,
    template,
    headers: JSON.parse(row.httpHeaders ?? '{}') as Record<string, string>,
    signingSecrets: secretsInForce(httpSigningSecret, formerHttpSigningSecret, formerHttpUntil, now),
    sender: httpSender ?? undefined,
  };
}
