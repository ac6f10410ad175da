import { z } from 'zod';
import { checkApnsKey } from '../../../domain/configuration/check-apns-key.ts';
import { legacyServerKey, readServiceAccount } from '../../../domain/configuration/service-account.ts';
import { secret } from '../../secret.ts';
import { checked, nameText, webUrl } from '../fields.ts';

const appleId = z.string().regex(/^[A-Z0-9]{10}$/);

const serviceAccount = checked(z.union([z.string().max(16_384), z.record(z.string(), z.unknown())]), (value) => {
  const read = readServiceAccount(value);
  return typeof read === 'string' ? undefined : read;
}).transform((value) => readServiceAccount(value) as string);

/** What API and forms of older servers called it: named so that its refusal can say why. */
const serverKey = checked(z.unknown(), (value) => (value === undefined ? undefined : legacyServerKey)).optional().meta({ deprecated: true, writeOnly: true });

const fields = {
  platform: z.enum(['ios', 'android']).optional(),
  apple_team_id: appleId.nullish(),
  key_id: appleId.nullish(),
  private_key: secret(checked(z.string().max(4096), checkApnsKey).nullish()),
  service_account: secret(serviceAccount.nullish()),
  endpoint: webUrl({ http: false }).nullish(),
  fcm_server_key: serverKey,
  server_key: serverKey,
};

export const createPushConfigurationBody = z.strictObject({ ...fields, name: nameText, platform: z.enum(['ios', 'android']) });
/** What is read-only may come back as it was read. */
export const changePushConfigurationBody = z.strictObject({ ...fields, name: nameText.optional(), id: z.string().optional(), project_id: z.string().nullish() });

export const pushConfigurationParams = z.object({ id: z.string().max(64) });

/** Neither the key nor the service account: `project_id` tells which one it is. */
export const pushConfigurationAnswer = z.object({
  id: z.string(),
  name: z.string(),
  platform: z.string(),
  apple_team_id: z.string().nullable(),
  key_id: z.string().nullable(),
  project_id: z.string().nullable(),
  endpoint: z.string().nullable(),
});
