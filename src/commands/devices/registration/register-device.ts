import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Device } from '../../../entities/devices/device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

/** An app installation by its own description, with the device key that it proved to hold. */
export interface DeviceRegistration {
  /** Identifier of the application. */
  application: string;
  platform: 'android' | 'ios';
  version: string;
  device: { name: string; model?: string | undefined; osVersion?: string | undefined };
  /** Hex thumbprint of the device key. */
  deviceId: string;
  publicJwk: { kty: string; crv: string; x: string; y: string };
  origin: RequestOrigin;
}

export interface RegisteredDevice {
  deviceId: string;
  /** The installation as an OAuth client. */
  clientId: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** PostgreSQL's code; the query builder passes its errors on as they are. */
const foreignKeyViolation = '23503';

/** Refusals, with their events. */
const refusals = {
  application_unknown: 'DYNAMIC REG FAILED APPLICATION UNKNOWN',
  version_disabled: 'DYNAMIC REG VERSION DISABLED',
  registration_disabled: 'DYNAMIC REG FAILED REGISTRATION DISABLED',
  device_of_other_application: 'DYNAMIC REG FAILED OTHER APPLICATION',
} as const satisfies Partial<Record<ErrorCode, EventName>>;
type Refusal = keyof typeof refusals;

/**
 * Registers an app installation. The same device key is the same installation: it keeps its ids, and its name and
 * version are updated.
 * @throws CountersignError application_unknown, version_disabled, registration_disabled, device_of_other_application
 */
export async function registerDevice(deps: Deps, registration: DeviceRegistration): Promise<RegisteredDevice> {
  const configuration = await deps.configuration.current();
  const version = findVersion(configuration, registration);
  const appName = configuration.applications.get(version?.application ?? '')?.name ?? null;
  const registered = await tryToRegister(deps, registration, { version, appName }).catch((error: unknown) => {
    // The version was deleted after the configuration was read.
    if ((error as { code?: unknown }).code === foreignKeyViolation)
      return tryToRegister(deps, registration, { version: undefined, appName });
    throw error;
  });
  if (typeof registered === 'string') throw new CountersignError(registered);
  return registered;
}

interface Configured {
  version: ApplicationVersion | undefined;
  appName: string | null;
}

function tryToRegister(
  deps: Deps,
  registration: DeviceRegistration,
  { version, appName }: Configured,
): Promise<RegisteredDevice | Refusal> {
  return deps.em().transactional(async (em) => {
    const outcome = await checkAndSave(em, version, registration, deps.clock());
    const event =
      typeof outcome === 'string'
        ? { name: refusals[outcome], detail: outcome }
        : { name: 'DYNAMIC REG SUCCESS' as const, clientId: outcome.clientId };
    recordEvent(em, {
      occurredAt: deps.clock(),
      ...originOf(registration.origin),
      appName,
      subjectId: registration.deviceId,
      ...event,
    });
    return outcome;
  });
}

function findVersion(
  configuration: ConfigurationSnapshot,
  { application, platform, version }: DeviceRegistration,
): ApplicationVersion | undefined {
  const named = [...configuration.applications.values()].find(({ identifier }) => identifier === application);
  if (!named) return undefined;
  const versions = [...configuration.applicationVersions.values()];
  return versions.find(
    (known) => known.application === named.id && known.platform === platform && known.versionName === version,
  );
}

async function checkAndSave(
  em: EntityManager,
  version: ApplicationVersion | undefined,
  registration: DeviceRegistration,
  now: Date,
): Promise<RegisteredDevice | Refusal> {
  if (!version) return 'application_unknown';
  if (version.status === 'DISABLED') return 'version_disabled';
  // `LOGIN_ONLY` admits installations that exist and refuses new ones.
  const clientId = version.status === 'LOGIN_REGISTRATION' ? await insertDevice(em, version, registration) : undefined;
  if (clientId) return { deviceId: registration.deviceId, clientId };
  const known = await em.findOne(Device, { id: registration.deviceId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!known) return 'registration_disabled';
  // Its users are connected to one application, and their keys were exchanged with it.
  if (!(await isOfApplication(em, known, version))) return 'device_of_other_application';
  const { name, model = null, osVersion = null } = registration.device;
  const unconnectedSince = known.unconnectedSince && now;
  const said = { applicationVersion: version.id, name, model, osVersion, unconnectedSince };
  await em.nativeUpdate(Device, { id: known.id }, said);
  return { deviceId: known.id, clientId: known.clientId };
}

/** Inserts the row unless a concurrent first request did. @returns its client id; undefined when the row exists already. */
async function insertDevice(
  em: EntityManager,
  version: ApplicationVersion,
  { deviceId, publicJwk, device }: DeviceRegistration,
): Promise<string | undefined> {
  const { kty, crv, x, y } = publicJwk;
  const { name, model = null, osVersion = null } = device;
  const row = {
    id: deviceId,
    clientId: deviceId,
    publicJwk: { kty, crv, x, y },
    applicationVersion: version.id,
    name,
    model,
    osVersion,
  };
  const { affectedRows } = await em
    .createQueryBuilder(Device)
    .insert(row)
    // On whichever unique index it is met first: the client id is the device's.
    .onConflict()
    .ignore()
    .execute<{ affectedRows: number }>('run');
  return affectedRows === 1 ? row.clientId : undefined;
}

/** Reads the database: the configuration snapshot may lack a version that was added a moment ago. */
async function isOfApplication(
  em: EntityManager,
  device: Device,
  { application, platform }: ApplicationVersion,
): Promise<boolean> {
  return (await em.count(ApplicationVersion, { id: device.applicationVersion, application, platform })) > 0;
}
