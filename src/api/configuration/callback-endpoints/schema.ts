import { z } from 'zod';
import { checked, webUrl } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';
import { checkSigningSecret } from '../../../domain/configuration/credentials/check-signing-secret.ts';
import type { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';

/** Compared exactly with what sites send, so it is stored as sent. */
const url = webUrl({ http: true }).describe('URL of the endpoint.');

const fields = {
  /** Without a colon, which ends it in HTTP Basic. */
  username: identifier(128)
    .refine((name) => !name.includes(':'))
    .nullish()
    .describe('User for HTTP Basic at the endpoint; null for none.'),
  password: secret(identifier(256).nullish()).describe('Password for HTTP Basic; null for none.'),
  signing_secret: secret(checked(z.string().max(256), checkSigningSecret).nullish()).describe(
    'Secret that callbacks are signed with (Standard Webhooks, `whsec_`); null for none.',
  ),
};

export const createCallbackEndpointBody = z.strictObject({ ...fields, url });
/** Read-only fields may be sent back unchanged. */
export const changeCallbackEndpointBody = z.strictObject({
  ...fields,
  url: url.optional().describe('URL of the endpoint. Another URL needs the secrets again.'),
  id: z.string().optional().describe('Id of the endpoint. Read-only: it may be sent back as it was read.'),
  signed: z
    .boolean()
    .optional()
    .describe('Whether there is a signing secret. Read-only: it may be sent back as it was read.'),
});

export const callbackEndpointParams = z.object({ id: z.string().max(64).describe('Id of the endpoint.') });

/** Without the password and the signing secret: `signed` tells whether there is a secret. */
export const callbackEndpointAnswer = z.object({
  id: z.string().describe('Id of the endpoint.'),
  url: z.string().describe('URL of the endpoint.'),
  username: z.string().nullable().describe('User for HTTP Basic; null for none.'),
  signed: z.boolean().describe('Whether there is a signing secret.'),
});

/** A callback endpoint without its secrets. */
export function presentCallbackEndpoint(row: CallbackEndpoint) {
  return { id: row.id, url: row.url, username: row.username ?? null, signed: Boolean(row.signingSecret) };
}
