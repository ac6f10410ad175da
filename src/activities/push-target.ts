import type { ApplicationVersion } from '../entities/configuration/application-version.ts';
import type { PushConfiguration } from '../entities/configuration/push-configuration.ts';
import type { PushTarget, ServiceAccount } from '../providers/push/push-sender.ts';

/** Credentials, topic and environment of a push to this application version. */
export function makePushTarget(version: ApplicationVersion, configuration: PushConfiguration): PushTarget {
  if (configuration.platform === 'android') {
    return {
      platform: 'android',
      configurationId: configuration.id,
      serviceAccount: JSON.parse(configuration.fcmServiceAccount ?? '{}') as ServiceAccount,
      ...(configuration.fcmEndpoint ? { endpoint: configuration.fcmEndpoint } : {}),
    };
  }
  return {
    platform: 'ios',
    configurationId: configuration.id,
    teamId: configuration.apnsTeamId ?? '',
    keyId: configuration.apnsKeyId ?? '',
    privateKeyPem: configuration.apnsPrivateKey ?? '',
    bundleId: version.bundleIdentifier ?? '',
    environment: version.useApnsDevelopmentEnvironment ? 'development' : 'production',
  };
}
