import { z } from 'zod';
import { checked, webUrl } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';
import type { Environment } from '../../../config/environment.ts';
import { checkSigningSecret } from '../../../domain/configuration/credentials/check-signing-secret.ts';
import { checkAddedHeaders } from '../../../domain/configuration/sms-gateway/added-headers.ts';
import { checkGatewayTemplate } from '../../../domain/configuration/sms-gateway/gateway-template.ts';
import { smsSenderId } from '../../../domain/configuration/sms-gateway/sms-sender-id.ts';
import type { SmsGateway } from '../../../entities/configuration/sms-gateway.ts';

const gateway = z.enum(['twilio', 'http']).describe('Which gateway sends.');

/** Language tag in small letters -> id of the template. */
const whatsAppTemplates = z
  .record(z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/), z.string().regex(/^HX[0-9a-f]{32}$/i))
  .refine((templates) => Object.keys(templates).length > 0, 'names no template');

const fields = {
  twilio_account_sid: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i)
    .nullish()
    .describe('Twilio: id of the account.'),
  twilio_auth_token: secret(identifier(128).nullish()).describe('Twilio: auth token of the account.'),
  twilio_from_number: smsSenderId
    .nullish()
    .describe('Twilio: number or name that messages come from, where the type has none.'),
  twilio_whatsapp_number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .nullish()
    .describe('Twilio: number that WhatsApp messages come from.'),
  twilio_whatsapp_templates: whatsAppTemplates
    .nullish()
    .describe('Twilio: language -> id (`HX...`) of the authentication template that Meta approved in it.'),
  http_url: webUrl({ http: false }).nullish().describe('HTTP gateway: address that messages are posted to.'),
  http_template: checked(z.string().max(4096), checkGatewayTemplate)
    .nullish()
    .describe('HTTP gateway: JSON body with placeholders; null for the standard one.'),
  http_headers: secret(
    checked(z.record(z.string(), z.string()), checkAddedHeaders)
      .nullish()
      .transform((headers) => (headers ? JSON.stringify(headers) : headers)),
  ).describe('HTTP gateway: headers that go with each message, by name.'),
  http_signing_secret: secret(checked(z.string().max(256), checkSigningSecret).nullish()).describe(
    'HTTP gateway: secret that messages and reports are signed with (Standard Webhooks, `whsec_`).',
  ),
  http_sender: smsSenderId.nullish().describe('HTTP gateway: number or name that messages come from; null for none.'),
};

/** Read-only fields may be sent back unchanged. */
const readOnly = {
  source: z
    .string()
    .optional()
    .describe('Where the gateway comes from. Read-only: it may be sent back as it was read.'),
  http_header_names: z
    .array(z.string())
    .optional()
    .describe('Names of the headers. Read-only: it may be sent back as it was read.'),
  twilio_configured: z
    .boolean()
    .optional()
    .describe('Whether there is an auth token. Read-only: it may be sent back as it was read.'),
  http_signed: z
    .boolean()
    .optional()
    .describe('Whether there is a signing secret. Read-only: it may be sent back as it was read.'),
  rotation_ends_at: z
    .string()
    .nullish()
    .describe('When the former secret ends. Read-only: it may be sent back as it was read.'),
};

export const replaceGatewayBody = z.strictObject({ ...fields, ...readOnly, gateway });
export const changeGatewayBody = z.strictObject({
  ...fields,
  ...readOnly,
  gateway: gateway.optional().describe('Which gateway sends. Without it that stays.'),
});

/** Without token, secret and the values of headers: `twilio_configured`, `http_signed` and the names tell which are set. */
export const gatewayAnswer = z.object({
  gateway: gateway.nullable().describe('Which gateway sends; null for none.'),
  source: z.enum(['configuration', 'environment', 'none']).describe('Where the gateway comes from.'),
  twilio_account_sid: z.string().nullable().describe('Twilio: id of the account; null for none.'),
  twilio_configured: z.boolean().describe('Whether there is an auth token.'),
  twilio_from_number: z.string().nullable().describe('Twilio: number or name that messages come from; null for none.'),
  twilio_whatsapp_number: z
    .string()
    .nullable()
    .describe('Twilio: number that WhatsApp messages come from; null for none.'),
  twilio_whatsapp_templates: z
    .record(z.string(), z.string())
    .nullable()
    .describe('Twilio: language -> id of the authentication template; null for none.'),
  http_url: z.string().nullable().describe('HTTP gateway: address that messages are posted to; null for none.'),
  http_template: z
    .string()
    .nullable()
    .describe('HTTP gateway: JSON body with placeholders; null for the standard one.'),
  http_header_names: z.array(z.string()).describe('Names of the headers. Their values are secret.'),
  http_signed: z.boolean().describe('Whether there is a signing secret.'),
  http_sender: z.string().nullable().describe('HTTP gateway: number or name that messages come from; null for none.'),
  rotation_ends_at: z
    .string()
    .nullable()
    .describe('When the former secret is refused for delivery reports (RFC 3339); null if there is none.'),
});

type Shown = z.input<typeof gatewayAnswer>;

const nothing: Shown = {
  gateway: null,
  source: 'none',
  twilio_account_sid: null,
  twilio_configured: false,
  twilio_from_number: null,
  twilio_whatsapp_number: null,
  twilio_whatsapp_templates: null,
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

/** The gateway in use without its secrets: the configured one, else the environment's. */
export function presentSmsGateway(row: SmsGateway | null, environment: Environment): Shown {
  if (row) return presentRow(row);
  if (!hasTwilio(environment)) return nothing;
  const { twilioAccountSid = null, twilioFromNumber = null } = environment;
  return {
    ...nothing,
    gateway: 'twilio',
    source: 'environment',
    twilio_account_sid: twilioAccountSid,
    twilio_configured: true,
    twilio_from_number: twilioFromNumber,
    ...whatsAppOf(environment),
  };
}

function whatsAppOf({ twilioWhatsAppNumber: number, twilioWhatsAppTemplates: templates }: Environment) {
  return { twilio_whatsapp_number: number ?? null, twilio_whatsapp_templates: templates ?? null };
}

function presentRow(row: SmsGateway): Shown {
  const { twilioAuthToken, httpHeaders, httpSigningSecret } = row;
  return {
    gateway: row.gateway,
    source: 'configuration',
    twilio_account_sid: row.twilioAccountSid ?? null,
    twilio_from_number: row.twilioFromNumber ?? null,
    twilio_whatsapp_number: row.twilioWhatsAppNumber ?? null,
    twilio_whatsapp_templates: row.twilioWhatsAppTemplates ?? null,
    http_url: row.httpUrl ?? null,
    http_template: row.httpTemplate ?? null,
    http_sender: row.httpSender ?? null,
    twilio_configured: Boolean(twilioAuthToken),
    http_header_names: Object.keys(JSON.parse(httpHeaders ?? '{}') as object),
    http_signed: Boolean(httpSigningSecret),
    rotation_ends_at: endOfRotation(row, new Date()),
  };
}

/** Time at which the last former secret expires. */
function endOfRotation({ formerTwilioUntil, formerHttpUntil }: SmsGateway, now: Date): string | null {
  const last = Math.max(formerTwilioUntil?.getTime() ?? 0, formerHttpUntil?.getTime() ?? 0);
  return last > now.getTime() ? new Date(last).toISOString() : null;
}
