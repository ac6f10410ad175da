import { projectIdOf } from '../../../domain/configuration/service-account.ts';
import type { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';

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
