import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'configuration' | 'environment' | 'clock'>;

/** Auth tokens that may have signed reports of a Twilio account: the one in force, and for a day the one before it. */
export async function twilioTokens({ configuration, environment, clock }: Deps, accountSid: string): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  if (row?.twilioAccountSid === accountSid) return inForce(row.twilioAuthToken, row.formerTwilioAuthToken, row.formerTwilioUntil, clock());
  const { twilioAccountSid, twilioAuthToken } = environment;
  return twilioAccountSid === accountSid && twilioAuthToken ? [twilioAuthToken] : [];
}

/** The same of the HTTP gateway. */
export async function gatewaySecrets({ configuration, clock }: Deps): Promise<string[]> {
  const { smsGateway: row } = await configuration.current();
  return row ? inForce(row.httpSigningSecret, row.formerHttpSigningSecret, row.formerHttpUntil, clock()) : [];
}

function inForce(current: string | null | undefined, former: string | null | undefined, formerUntil: Date | null | undefined, now: Date): string[] {
  const isFormerGood = formerUntil ? now < formerUntil : false;
  return [current, isFormerGood ? former : undefined].filter((secret) => typeof secret === 'string');
}
