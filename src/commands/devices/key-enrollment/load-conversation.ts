import { runStatement } from '../../../database/prepared-statement.ts';
import { KeyEnrollment } from '../../../entities/devices/key-enrollment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Conversation } from '../../../security/pgp/pgp.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findApplication } from './find-application.ts';
import { findApplicationKey, ownServerKey } from './server-key.ts';
import type { ServerKey } from './server-key.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };
type RegistrationOnDevice = { registrationId: string; deviceId: string };

/** The keys that sign and encrypt messages between a registration and the server. */
export interface RegistrationConversation extends Conversation {
  /** Public device key, ES256. */
  deviceJwk: Record<string, string>;
}

/** The keys that a registration and the server exchanged. */
export interface ExchangedKeys {
  serverKey: ServerKey;
  registrationKey: { publicKey: string; fingerprint: string };
  deviceJwk: Record<string, string>;
}

/** What the database keeps of a registration's keys. */
export interface KeysRow {
  publicKey: string;
  fingerprint: string;
  serverKeyFingerprint: string;
  hasOwnServerKey: boolean;
  deviceJwk: Record<string, string>;
  applicationVersion: string;
}

/** The columns of a `KeysRow`, from {@link keysTables}. */
export const keysColumns = `k.public_key as "publicKey", k.fingerprint, k.server_key_fingerprint as "serverKeyFingerprint", k.server_private_key is not null as "hasOwnServerKey",
            d.public_jwk as "deviceJwk", d.application_version_id as "applicationVersion"`;
export const keysTables =
  'key_enrollment k join registration r on r.id = k.registration_id join device d on d.id = r.device_id';

/**
 * Loads the keys of one registration: one query while its server key is the application's current key.
 * @throws CountersignError keys_not_exchanged, also when the server key it was given is no longer accepted.
 */
export async function loadExchangedKeys(deps: Deps, registration: RegistrationOnDevice): Promise<ExchangedKeys> {
  return exchangedKeysOf(deps, registration, await findKeys(deps, registration));
}

/** Stored keys of a registration, if they were exchanged. */
export async function findKeys(
  deps: Pick<Deps, 'em'>,
  registration: RegistrationOnDevice,
): Promise<KeysRow | undefined> {
  const [row] = await runStatement<KeysRow>(deps.em(), {
    sql: `select ${keysColumns} from ${keysTables} where k.registration_id = ? and d.id = ?`,
    parameters: [registration.registrationId, registration.deviceId],
  });
  return row;
}

async function exchangedKeysOf(
  deps: Deps,
  registration: RegistrationOnDevice,
  row: KeysRow | undefined,
): Promise<ExchangedKeys> {
  const serverKey = row && (await findServerKey(deps, registration, row));
  if (!serverKey) throw new CountersignError('keys_not_exchanged');
  return {
    serverKey,
    registrationKey: { publicKey: row.publicKey, fingerprint: row.fingerprint },
    deviceJwk: row.deviceJwk,
  };
}

/**
 * Parses the keys of a registration from columns that another query read.
 * @throws CountersignError keys_not_exchanged
 */
export async function conversationOf(
  deps: Deps,
  registration: RegistrationOnDevice,
  row: KeysRow | undefined,
): Promise<RegistrationConversation> {
  const { serverKey, registrationKey, deviceJwk } = await exchangedKeysOf(deps, registration, row);
  return { serverPrivateKey: serverKey.privateKey, registrationPublicKey: registrationKey.publicKey, deviceJwk };
}

async function findServerKey(
  deps: Deps,
  { registrationId }: RegistrationOnDevice,
  row: KeysRow,
): Promise<ServerKey | undefined> {
  if (!row.hasOwnServerKey) {
    const { application } = findApplication(await deps.configuration.current(), row);
    return findApplicationKey(deps, application, row.serverKeyFingerprint);
  }
  const enrolled = await deps.em().findOne(KeyEnrollment, { registration: registrationId });
  return enrolled ? ownServerKey(enrolled) : undefined;
}
