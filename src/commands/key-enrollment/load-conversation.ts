import { CountersignError } from '../../errors/countersign-error.ts';
import type { Conversation } from '../../security/pgp.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { findApplication } from './find-application.ts';

type Deps = Pick<CommandDeps, 'em'> & { configuration: ConfigurationSource };

/** Everything that proves and protects what a profile and the server say to each other. */
export interface ProfileConversation extends Conversation {
  /** Public device key, ES256. */
  deviceJwk: Record<string, string>;
}

interface ConversationRow {
  publicKey: string;
  deviceJwk: Record<string, string>;
  applicationVersion: string;
}

/**
 * Loads the keys of one profile on its device.
 * @throws CountersignError keys_not_exchanged
 */
export async function loadConversation(deps: Deps, profile: { profileId: string; deviceId: string }): Promise<ProfileConversation> {
  const [row] = await deps.em().execute<ConversationRow[]>(
    `select k.public_key as "publicKey", d.public_jwk as "deviceJwk", d.application_version_id as "applicationVersion"
       from key_enrollment k join registration r on r.id = k.registration_id join device d on d.id = r.device_id
      where k.registration_id = ? and d.id = ?`,
    [profile.profileId, profile.deviceId],
  );
  if (!row) throw new CountersignError('keys_not_exchanged');
  const { application } = findApplication(await deps.configuration.current(), row);
  return { serverPrivateKey: application.serverPrivateKey, profilePublicKey: row.publicKey, deviceJwk: row.deviceJwk };
}
