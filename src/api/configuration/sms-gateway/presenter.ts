import type { z } from 'zod';
import type { Environment } from '../../../config/environment.ts';
import type { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';
import type { gatewayAnswer } from './schema.ts';

type Shown = z.input<typeof gatewayAnswer>;

const nothing: Shown = {
  gateway: null,
  source: 'none',
  twilio_account_sid: null,
  twilio_configured: false,
  twilio_from_number: null,
  http_url: null,
  http_template: null,
  http_header_names: [],
  http_signed: false,
  http_sender: null,
  rotation_ends_at: null,
};

/** Whether the environment names a Twilio account. */
export function hasTwilio({ twilioAccountSid, twilioAuthToken, twilioFromNumber }: Environment): boolean {
  return Boolean(twilioAccountSid && twilioAuthToken && twilioFromNumber);
}

/** The gateway in force without its secrets: as it is configured, else as the environment has it. */
export function presentSmsGateway(row: SmsGateway | null, environment: Environment): Shown {
  if (row) return presentRow(row);
  if (!hasTwilio(environment)) return nothing;
  const { twilioAccountSid = null, twilioFromNumber = null } = environment;
  return { ...nothing, gateway: 'twilio', source: 'environment', twilio_account_sid: twilioAccountSid, twilio_configured: true, twilio_from_number: twilioFromNumber };
}

function presentRow(row: SmsGateway): Shown {
  const { twilioAuthToken, httpHeaders, httpSigningSecret } = row;
  return {
    gateway: row.gateway,
    source: 'configuration',
    twilio_account_sid: row.twilioAccountSid ?? null,
    twilio_from_number: row.twilioFromNumber ?? null,
    http_url: row.httpUrl ?? null,
    http_template: row.httpTemplate ?? null,
    http_sender: row.httpSender ?? null,
    twilio_configured: Boolean(twilioAuthToken),
    http_header_names: Object.keys(JSON.parse(httpHeaders ?? '{}') as object),
    http_signed: Boolean(httpSigningSecret),
    rotation_ends_at: endOfRotation(row, new Date()),
  };
}

/** When the last former secret is worth nothing any more. */
function endOfRotation({ formerTwilioUntil, formerHttpUntil }: SmsGateway, now: Date): string | null {
  const last = Math.max(formerTwilioUntil?.getTime() ?? 0, formerHttpUntil?.getTime() ?? 0);
  return last > now.getTime() ? new Date(last).toISOString() : null;
}
