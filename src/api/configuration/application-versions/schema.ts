import { z } from 'zod';
import { secret } from '../../http/secret.ts';
import { identifier, readableText } from '../../http/text.ts';
import { applicationVersionFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { ApplicationVersion } from '../../../entities/configuration/application-version.ts';

/** Used in paths, in the app and in the export. */
const versionName = z.string().regex(/^[A-Za-z0-9](?:[\w.+() -]{0,62}[\w.+()-])?$/);
const status = z.enum(['DISABLED', 'LOGIN_ONLY', 'LOGIN_REGISTRATION']);
const signature = z.string().regex(/^[\x21-\x7e]{1,512}$/);
/** Empty clears it, as in the published API. */
const orCleared = <Schema extends z.ZodType<string>>(schema: Schema) =>
  schema
    .nullable()
    .or(z.literal('').transform(() => null))
    .optional();

/** Write-only. The last signature cannot be removed. */
const signatures = {
  application_signatures: secret(z.array(signature).min(1).max(20).optional()).describe(
    'Signatures by which the app knows that it was not changed. A version that has some keeps at least one.',
  ),
  /** Deprecated: a single signature. */
  application_signature: secret(signature.optional()).describe(
    'Deprecated: one signature alone. Use `application_signatures`.',
  ),
};

const fields = {
  ...signatures,
  status: status
    .optional()
    .describe(
      '`DISABLED`: the version cannot be used. `LOGIN_ONLY`: no new registrations. `LOGIN_REGISTRATION`: no limit.',
    ),
  push_messaging_configuration_id: orCleared(z.uuid().toLowerCase()).describe(
    'Push messaging configuration that the version uses; null or empty for none.',
  ),
  use_apns_development_environment_enabled: z
    .boolean()
    .optional()
    .describe('iOS: whether pushes go through the development environment of APNs.'),
  application_bundle_identifier: orCleared(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/)).describe(
    'iOS: bundle identifier, which is the topic of pushes; null or empty for none.',
  ),
  send_badge_number_enabled: z.boolean().optional().describe('iOS: whether pushes set the badge number.'),
  integrity_check: z
    .enum(['FULL', 'NONE'])
    .optional()
    .describe('How strictly the app checks its own integrity. For the export: the server does not check it.'),
  tampering_protection_enabled: z
    .boolean()
    .optional()
    .describe('Whether the app protects itself against tampering. For the export.'),
  payload_encryption_enabled: z.boolean().optional().describe('Whether the app encrypts payloads. For the export.'),
  framework: orCleared(z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/)).describe(
    'Framework that the app is built with; null or empty for none. For the export.',
  ),
  /** Read-only: may be sent back unchanged. */
  platform: z.string().optional().describe('Platform of the version. Read-only: it may be sent back as it was read.'),
  mobile_app_id: z.string().optional().describe('Id of the version. Read-only: it may be sent back as it was read.'),
};

type Signatures = { application_signatures?: string[] | undefined; application_signature?: string | undefined };

/** Reads the deprecated single signature as a list of one. */
function readSignatures<Body extends Signatures>({
  application_signature: one,
  ...body
}: Body): Omit<Body, 'application_signature'> {
  return one === undefined || body.application_signatures ? body : { ...body, application_signatures: [one] };
}
/** Refuses both fields with different values. */
const isNoRiddle = ({ application_signatures: list, application_signature: one }: Signatures) =>
  !list || one === undefined || one === list[0];
const riddle = { path: ['application_signature'] };

export const createVersionBody = z
  .strictObject({ ...fields, version_name: versionName.describe('Name of the version, as the app gives it.') })
  .refine(isNoRiddle, riddle)
  .transform(readSignatures);
export const changeVersionBody = z
  .strictObject({
    ...fields,
    version_name: versionName.optional().describe('Name of the version, as the app gives it.'),
  })
  .refine(isNoRiddle, riddle)
  .transform(readSignatures);
export const cloneVersionBody = z
  .strictObject({
    ...signatures,
    version_name: versionName.describe('Name of the new version.'),
    status: status.optional().describe('Status of the new version. Without it that of the original.'),
  })
  .refine(isNoRiddle, riddle)
  .transform(readSignatures);

export const versionsParams = z.object({
  identifier: identifier(128).describe('Identifier of the application.'),
  platform: z.string().describe('Platform of the version: `android` or `ios`.'),
});
export const versionParams = versionsParams.extend({ name: readableText(64).describe('Name of the version.') });

export const versionAnswer = z.object({
  version_name: z.string().describe('Name of the version.'),
  platform: z.string().describe('Platform of the version.'),
  status: z.string().describe('Status of the version.'),
  push_messaging_configuration_id: z
    .string()
    .nullable()
    .describe('Push messaging configuration that the version uses; null for none.'),
  use_apns_development_environment_enabled: z
    .boolean()
    .describe('iOS: whether pushes go through the development environment of APNs.'),
  application_bundle_identifier: z
    .string()
    .nullable()
    .describe('iOS: bundle identifier, which is the topic of pushes; null for none.'),
  send_badge_number_enabled: z.boolean().describe('iOS: whether pushes set the badge number.'),
  integrity_check: z.string().describe('How strictly the app checks its own integrity.'),
  tampering_protection_enabled: z.boolean().describe('Whether the app protects itself against tampering.'),
  payload_encryption_enabled: z.boolean().describe('Whether the app encrypts payloads.'),
  framework: z.string().nullable().describe('Framework that the app is built with; null for none.'),
  mobile_app_id: z.string().describe('Id of the version.'),
});

/**
 * contract/mobile-authentication.md section 10. Signatures are written and not read (contract/end-user.md, addendum): the
 * answer's schema leaves them out.
 * @param application its identifier.
 */
export function presentVersion(version: ApplicationVersion, application: string) {
  return {
    ...presentFields(applicationVersionFields, version),
    platform: version.platform,
    mobile_app_id: application,
  };
}
