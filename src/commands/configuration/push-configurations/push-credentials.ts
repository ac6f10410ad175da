import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { pushConfigurationFields } from '../../../domain/configuration/field-names.ts';
import { invalidField } from '../conflicts.ts';

/** What credentials for a push provider are made of. */
export interface PushConfigurationValues {
  name: string;
  apnsTeamId: string | null;
  apnsKeyId: string | null;
  apnsPrivateKey: string | null;
  /** JSON. */
  fcmServiceAccount: string | null;
  fcmEndpoint: string | null;
}

const ofPlatform = {
  ios: { needs: ['apnsTeamId', 'apnsKeyId', 'apnsPrivateKey'], hasNo: ['fcmServiceAccount', 'fcmEndpoint'] },
  android: { needs: ['fcmServiceAccount'], hasNo: ['apnsTeamId', 'apnsKeyId', 'apnsPrivateKey'] },
} as const;

/**
 * Whole credentials of one platform, and nothing of another.
 * @throws CountersignError `invalid_request`
 */
export function checkPushCredentials(configuration: Pick<PushConfiguration, 'platform'> & Partial<Record<keyof PushConfigurationValues, string | null | undefined>>): void {
  const { needs, hasNo } = ofPlatform[configuration.platform];
  for (const column of needs) {
    if (!configuration[column]) throw invalidField(pushConfigurationFields[column], 'missing', `A configuration for ${configuration.platform} needs this.`);
  }
  for (const column of hasNo) {
    if (configuration[column]) throw invalidField(pushConfigurationFields[column], 'not_of_platform', `A configuration for ${configuration.platform} has no such field.`);
  }
}

/**
 * Whoever sends credentials somewhere else has to have them: they are write-only, and an endpoint gets what they are worth.
 * Back to the provider's own they go without.
 * @throws CountersignError `invalid_request`
 */
export function checkEndpoint(before: Pick<PushConfiguration, 'fcmEndpoint'>, { fcmEndpoint, fcmServiceAccount }: Partial<PushConfigurationValues>): void {
  if (!fcmEndpoint || fcmEndpoint === before.fcmEndpoint || fcmServiceAccount) return;
  const parameter = pushConfigurationFields.fcmServiceAccount;
  throw invalidField(parameter, 'needed_with_endpoint', 'Send the service account too: another endpoint is given only what its author knows.');
}
