import { z } from 'zod';
import { checkAddedHeaders } from '../../../domain/configuration/added-headers.ts';
import { checkSigningSecret } from '../../../domain/configuration/check-signing-secret.ts';
import { smsSenderId } from '../../../domain/mobile-authentication/sms-sender-id.ts';
import { checkGatewayTemplate } from '../../../domain/text-messages/gateway-template.ts';
import { secret } from '../../secret.ts';
import { identifier } from '../../text.ts';
import { checked, webUrl } from '../fields.ts';

const gateway = z.enum(['twilio', 'http']);

const fields = {
  twilio_account_sid: z.string().regex(/^AC[0-9a-f]{32}$/i).nullish(),
  twilio_auth_token: secret(identifier(128).nullish()),
  twilio_from_number: smsSenderId.nullish(),
  http_url: webUrl({ http: false }).nullish(),
  http_template: checked(z.string().max(4096), checkGatewayTemplate).nullish(),
  http_headers: secret(
    checked(z.record(z.string(), z.string()), checkAddedHeaders)
      .nullish()
      .transform((headers) => (headers ? JSON.stringify(headers) : headers)),
  ),
  http_signing_secret: secret(checked(z.string().max(256), checkSigningSecret).nullish()),
  http_sender: smsSenderId.nullish(),
};

/** What is read-only may come back as it was read. */
const readOnly = {
  source: z.string().optional(),
  http_header_names: z.array(z.string()).optional(),
  twilio_configured: z.boolean().optional(),
  http_signed: z.boolean().optional(),
  rotation_ends_at: z.string().nullish(),
};

export const replaceGatewayBody = z.strictObject({ ...fields, ...readOnly, gateway });
export const changeGatewayBody = z.strictObject({ ...fields, ...readOnly, gateway: gateway.optional() });

/** Neither token, secret nor the values of headers: `twilio_configured`, `http_signed` and the names tell what there is. */
export const gatewayAnswer = z.object({
  gateway: gateway.nullable(),
  source: z.enum(['configuration', 'environment', 'none']),
  twilio_account_sid: z.string().nullable(),
  twilio_configured: z.boolean(),
  twilio_from_number: z.string().nullable(),
  http_url: z.string().nullable(),
  http_template: z.string().nullable(),
  http_header_names: z.array(z.string()),
  http_signed: z.boolean(),
  http_sender: z.string().nullable(),
  rotation_ends_at: z.string().nullable(),
});
