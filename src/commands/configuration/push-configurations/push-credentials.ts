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
