import { z } from 'zod';
import { identifier, readableText } from '../../text.ts';

/** It stands in paths, in the app and in the export. */
const versionName = z.string().regex(/^[A-Za-z0-9](?:[\w.+() -]{0,62}[\w.+()-])?$/);
const status = z.enum(['DISABLED', 'LOGIN_ONLY', 'LOGIN_REGISTRATION']);
const signature = z.string().regex(/^[\x21-\x7e]{1,512}$/);
/** Empty clears it, as the published API has it. */
const orCleared = <Schema extends z.ZodType<string>>(schema: Schema) => schema.nullable().or(z.literal('').transform(() => null)).optional();

const signatures = {
  application_signatures: z.array(signature).max(20).optional(),
  /** Deprecated: one alone. */
  application_signature: orCleared(signature),
};

const fields = {
  ...signatures,
  status: status.optional(),
  push_messaging_configuration_id: orCleared(z.uuid().toLowerCase()),
  use_apns_development_environment_enabled: z.boolean().optional(),
  application_bundle_identifier: orCleared(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/)),
  send_badge_number_enabled: z.boolean().optional(),
  integrity_check: z.enum(['FULL', 'NONE']).optional(),
  tampering_protection_enabled: z.boolean().optional(),
  payload_encryption_enabled: z.boolean().optional(),
  framework: orCleared(z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/)),
  /** Read only: may come back as it was read. */
  platform: z.string().optional(),
  mobile_app_id: z.string().optional(),
};

type Signatures = { application_signatures?: string[] | undefined; application_signature?: string | null | undefined };

/** The deprecated single signature is a list of one. */
function readSignatures<Body extends Signatures>({ application_signature: one, ...body }: Body): Omit<Body, 'application_signature'> {
  return one === undefined || body.application_signatures ? body : { ...body, application_signatures: one === null ? [] : [one] };
}
/** Both at once are what was read, or a riddle. */
const isNoRiddle = ({ application_signatures: list, application_signature: one }: Signatures) => !list || one === undefined || one === (list[0] ?? null);
const riddle = { path: ['application_signature'] };

export const createVersionBody = z.strictObject({ ...fields, version_name: versionName }).refine(isNoRiddle, riddle).transform(readSignatures);
export const changeVersionBody = z.strictObject({ ...fields, version_name: versionName.optional() }).refine(isNoRiddle, riddle).transform(readSignatures);
export const cloneVersionBody = z.strictObject({ ...signatures, version_name: versionName, status: status.optional() }).refine(isNoRiddle, riddle).transform(readSignatures);

export const versionsParams = z.object({ identifier: identifier(128), platform: z.string() });
export const versionParams = versionsParams.extend({ name: readableText(64) });

export const versionAnswer = z.object({
  version_name: z.string(),
  platform: z.string(),
  status: z.string(),
  push_messaging_configuration_id: z.string().nullable(),
  use_apns_development_environment_enabled: z.boolean(),
  application_bundle_identifier: z.string().nullable(),
  send_badge_number_enabled: z.boolean(),
  application_signatures: z.array(z.string()),
  application_signature: z.string().nullable(),
  integrity_check: z.string(),
  tampering_protection_enabled: z.boolean(),
  payload_encryption_enabled: z.boolean(),
  framework: z.string().nullable(),
  mobile_app_id: z.string(),
});
