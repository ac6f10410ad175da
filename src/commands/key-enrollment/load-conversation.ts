import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { Conversation } from '../../security/pgp/pgp.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { findApplication } from './find-application.ts';
import { findApplicationKey, ownServerKey } from './server-key.ts';
import type { ServerKey } from './server-key.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };
type Profile = { profileId: string; deviceId: string };

/** Everything that proves and protects what a profile and the server say to each other. */
export interface ProfileConversation extends Conversation {
  /** Public device key, ES256. */
  deviceJwk: Record<string, string>;
}

/** The keys that a profile and the server exchanged. */
export interface ExchangedKeys {
  serverKey: ServerKey;
  profileKey: { publicKey: string; fingerprint: string };
  deviceJwk: Record<string, string>;
}

interface KeysRow {
  publicKey: string;
  fingerprint: string;
  serverKeyFingerprint: string;
  hasOwnServerKey: boolean;
  deviceJwk: Record<string, string>;
  applicationVersion: string;
}

/**
 * Loads the keys of one profile on its device: one query, while it has the application's key of today.
 * @throws CountersignError keys_not_exchanged, also when the server key it was given is no longer accepted.
 */
export async function loadExchangedKeys(deps: Deps, profile: Profile): Promise<ExchangedKeys> {
  const [row] = await deps.em().execute<KeysRow[]>(
    `select k.public_key as "publicKey", k.fingerprint, k.server_key_fingerprint as "serverKeyFingerprint", k.server_private_key is not null as "hasOwnServerKey",
            d.public_jwk as "deviceJwk", d.application_version_id as "applicationVersion"
       from key_enrollment k join registration r on r.id = k.registration_id join device d on d.id = r.device_id
      where k.registration_id = ? and d.id = ?`,
    [profile.profileId, profile.deviceId],
  );
  const serverKey = row && (await findServerKey(deps, profile, row));
  if (!serverKey) throw new CountersignError('keys_not_exchanged');
  return { serverKey, profileKey: { publicKey: row.publicKey, fingerprint: row.fingerprint }, deviceJwk: row.deviceJwk };
}

/**
 * The same, as PGP takes it.
 * @throws CountersignError keys_not_exchanged
 */
export async function loadConversation(deps: Deps, profile: Profile): Promise<ProfileConversation> {
  const { serverKey, profileKey, deviceJwk } = await loadExchangedKeys(deps, profile);
  return { serverPrivateKey: serverKey.privateKey, profilePublicKey: profileKey.publicKey, deviceJwk };
}

async function findServerKey(deps: Deps, { profileId }: Profile, row: KeysRow): Promise<ServerKey | undefined> {
  if (!row.hasOwnServerKey) {
    const { application } = findApplication(await deps.configuration.current(), row);
    return findApplicationKey(deps, application, row.serverKeyFingerprint);
  }
  const enrolled = await deps.em().findOne(KeyEnrollment, { registration: profileId });
  return enrolled ? ownServerKey(enrolled) : undefined;
}
