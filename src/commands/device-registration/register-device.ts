import { randomUUID } from 'node:crypto';
import { ForeignKeyConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { ApplicationVersion } from '../../entities/configuration/application-version.ts';
import { Device } from '../../entities/people/device.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSnapshot, ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';

/** An app installation as it describes itself, with the device key it has proven to hold. */
export interface DeviceRegistration {
  /** Identifier of the application. */
  application: string;
  platform: 'android' | 'ios';
  version: string;
  device: { name: string; model?: string | undefined; osVersion?: string | undefined };
  /** Hex thumbprint of the device key. */
  deviceId: string;
  publicJwk: { kty: string; crv: string; x: string; y: string };
  requestId?: string | undefined;
}

export interface RegisteredDevice {
  deviceId: string;
  /** The installation as an OAuth client. */
  clientId: string;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };
type Refusal = 'application_unknown' | 'version_disabled' | 'registration_disabled';

/**
 * Registers an app installation. The same device key again is the same installation: it keeps its ids, and its name and
 * version become what it says now.
 * @throws CountersignError application_unknown, version_disabled, registration_disabled
 */
export async function registerDevice(deps: Deps, registration: DeviceRegistration): Promise<RegisteredDevice> {
  const configuration = await deps.configuration.current();
  const registered = await tryToRegister(deps, registration, findVersion(configuration, registration)).catch((error: unknown) => {
    // The version was deleted after the configuration was read.
    if (error instanceof ForeignKeyConstraintViolationException) return tryToRegister(deps, registration, undefined);
    throw error;
  });
  if (typeof registered === 'string') throw new CountersignError(registered);
  return registered;
}

function tryToRegister(deps: Deps, registration: DeviceRegistration, version: ApplicationVersion | undefined): Promise<RegisteredDevice | Refusal> {
  return deps.em().transactional(async (em) => {
    const refused = await checkVersion(em, version, registration.deviceId);
    if (refused || !version) return refuse(em, deps.clock(), registration, refused ?? 'application_unknown');
    const clientId = await saveDevice(em, version, registration);
    recordEvent(em, { ...describe(registration, deps.clock()), name: 'DYNAMIC REG SUCCESS', clientId });
    return { deviceId: registration.deviceId, clientId };
  });
}

function findVersion(configuration: ConfigurationSnapshot, { application, platform, version }: DeviceRegistration): ApplicationVersion | undefined {
  const named = [...configuration.applications.values()].find(({ identifier }) => identifier === application);
  if (!named) return undefined;
  const versions = [...configuration.applicationVersions.values()];
  return versions.find((known) => known.application === named.id && known.platform === platform && known.versionName === version);
}

/** `LOGIN_ONLY` lets installations that exist go on, and no new one in. */
async function checkVersion(em: EntityManager, version: ApplicationVersion | undefined, deviceId: string): Promise<Refusal | undefined> {
  if (!version) return 'application_unknown';
  if (version.status === 'DISABLED') return 'version_disabled';
  if (version.status === 'LOGIN_REGISTRATION') return undefined;
  return (await em.count(Device, { id: deviceId })) > 0 ? undefined : 'registration_disabled';
}

/** One statement, so that two requests of one installation at once make one row. */
async function saveDevice(em: EntityManager, version: ApplicationVersion, { deviceId, publicJwk, device }: DeviceRegistration): Promise<string> {
  const { kty, crv, x, y } = publicJwk;
  const row = {
    id: deviceId,
    clientId: randomUUID(),
    publicJwk: { kty, crv, x, y },
    applicationVersion: version.id,
    name: device.name,
    model: device.model ?? null,
    osVersion: device.osVersion ?? null,
  };
  await em.createQueryBuilder(Device).insert(row).onConflict('id').merge(['applicationVersion', 'name', 'model', 'osVersion']).execute();
  const saved = await em.findOneOrFail(Device, { id: deviceId });
  return saved.clientId;
}

function refuse(em: EntityManager, now: Date, registration: DeviceRegistration, code: Refusal): Refusal {
  const name: EventName = code === 'version_disabled' ? 'DYNAMIC REG VERSION DISABLED' : 'DYNAMIC REG FAILED';
  recordEvent(em, { ...describe(registration, now), name, detail: code });
  return code;
}

function describe({ deviceId, requestId }: DeviceRegistration, occurredAt: Date) {
  return { occurredAt, subjectId: deviceId, requestId: requestId ?? null };
}
