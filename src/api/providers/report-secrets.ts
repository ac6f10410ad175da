import { secretsInForce } from '../../commands/configuration/sms-gateway/secrets-in-force.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'configuration' | 'environment' | 'clock'>;

/** Auth tokens that may have signed reports of a Twilio account: the one in force, and for a day the one before it. */
export async function twilioTokens({ configuration, environment, clock }: Deps, accountSid: string): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  if (row?.twilioAccountSid === accountSid) return secretsInForce(row.twilioAuthToken, row.formerTwilioAuthToken, row.formerTwilioUntil, clock());
  const { twilioAccountSid, twilioAuthToken } = environment;
  return twilioAccountSid === accountSid && twilioAuthToken ? [twilioAuthToken] : [];
}

/** The same of the HTTP gateway. */
export async function gatewaySecrets({ configuration, clock }: Deps): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  return row ? secretsInForce(row.httpSigningSecret, row.formerHttpSigningSecret, row.formerHttpUntil, clock()) : [];
}
