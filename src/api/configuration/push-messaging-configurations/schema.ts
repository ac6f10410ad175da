import { z } from 'zod';
import { checked, nameText, webUrl } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { checkApnsKey } from '../../../domain/configuration/credentials/check-apns-key.ts';
import {
  legacyServerKey,
  projectIdOf,
  readServiceAccount,
} from '../../../domain/configuration/credentials/service-account.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';

const appleId = z.string().regex(/^[A-Z0-9]{10}$/);

const serviceAccount = checked(z.union([z.string().max(16_384), z.record(z.string(), z.unknown())]), (value) => {
  const read = readServiceAccount(value);
  return typeof read === 'string' ? undefined : read;
}).transform((value) => readServiceAccount(value) as string);

/** Former name of the field, known so that its refusal can explain. */
const serverKey = checked(z.unknown(), (value) => (value === undefined ? undefined : legacyServerKey))
  .optional()
  .meta({ deprecated: true, writeOnly: true });

const fields = {
  platform: z.enum(['ios', 'android']).optional().describe('Platform of the configuration. It cannot be changed.'),
  apple_team_id: appleId.nullish().describe('iOS: id of the Apple team.'),
  key_id: appleId.nullish().describe('iOS: id of the key.'),
  private_key: secret(checked(z.string().max(4096), checkApnsKey).nullish()).describe(
    'iOS: the key of APNs, PEM (`.p8`).',
  ),
  service_account: secret(serviceAccount.nullish()).describe(
    'Android: the Google service account, as JSON text or as an object.',
  ),
  endpoint: webUrl({ http: false })
    .nullish()
    .describe("Address to use instead of the provider's own; null for the provider's own."),
  fcm_server_key: serverKey.describe('Refused: FCM has no server keys any more. Use `service_account`.'),
  server_key: serverKey.describe('Refused: FCM has no server keys any more. Use `service_account`.'),
};

export const createPushConfigurationBody = z.strictObject({
  ...fields,
  name: nameText.describe('Name of the configuration, for people.'),
  platform: z.enum(['ios', 'android']).describe('Platform: `ios` for APNs, `android` for FCM.'),
});
/** Read-only fields may be sent back unchanged. */
export const changePushConfigurationBody = z.strictObject({
  ...fields,
  name: nameText.optional().describe('Name of the configuration, for people.'),
  id: z.string().optional().describe('Id of the configuration. Read-only: it may be sent back as it was read.'),
  project_id: z.string().nullish().describe('Android: Google project. Read-only: it may be sent back as it was read.'),
});

export const pushConfigurationParams = z.object({ id: z.string().max(64).describe('Id of the configuration.') });

/** Without the key and the service account: `project_id` identifies the account. */
export const pushConfigurationAnswer = z.object({
  id: z.string().describe('Id of the configuration.'),
  name: z.string().describe('Name of the configuration, for people.'),
  platform: z.string().describe('Platform of the configuration.'),
  apple_team_id: z.string().nullable().describe('iOS: id of the Apple team; null on Android.'),
  key_id: z.string().nullable().describe('iOS: id of the key; null on Android.'),
  project_id: z.string().nullable().describe('Android: Google project; null on iOS.'),
  endpoint: z.string().nullable().describe("Address that is used instead of the provider's own; null if none is."),
});

/** A push configuration without its secrets. */
export function presentPushConfiguration(row: PushConfiguration) {
  const { id, name, platform, apnsTeamId, apnsKeyId, fcmServiceAccount, fcmEndpoint } = row;
  return {
    id,
    name,
    platform,
    apple_team_id: apnsTeamId ?? null,
    key_id: apnsKeyId ?? null,
    project_id: projectIdOf(fcmServiceAccount),
    endpoint: fcmEndpoint ?? null,
  };
}
