import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, invalidField, refuseWhileUsed, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { applicationVersionFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Fields of a version that an operator sets. Application and platform are in its path. */
type VersionValues = Pick<ApplicationVersion, keyof typeof applicationVersionFields>;

export const versionPlatforms = ['android', 'ios'] as const;
export type VersionPlatform = (typeof versionPlatforms)[number];

/** Key of a version, as in the path of the configuration API. */
export interface VersionKey {
  /** Identifier of the application. */
  application: string;
  platform: VersionPlatform;
  versionName: string;
}

/** @throws CountersignError `not_found` */
export async function findApplicationOf(em: EntityManager, identifier: string): Promise<Application> {
  const application = await em.findOne(Application, { identifier });
  if (!application) throw new CountersignError('not_found');
  return application;
}

/**
 * Finds a version, and locks it for a change.
 * @throws CountersignError `not_found`
 */
export async function findVersion(
  em: EntityManager,
  { application, platform, versionName }: VersionKey,
  options: { lock: boolean },
): Promise<{ application: Application; version: ApplicationVersion }> {
  const owner = await findApplicationOf(em, application);
  const version = await em.findOne(
    ApplicationVersion,
    { application: owner.id, platform, versionName },
    options.lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {},
  );
  if (!version) throw new CountersignError('not_found');
  return { application: owner, version };
}

/**
 * Checks that the push configuration of a version exists and is of its platform.
 * @throws CountersignError `invalid_request`
 */
async function checkCombination(
  em: EntityManager,
  version: Pick<ApplicationVersion, 'platform'> & Partial<VersionValues>,
): Promise<void> {
  const names = applicationVersionFields;
  if (version.platform === 'android' && version.useApnsDevelopmentEnvironment)
    throw invalidField(
      names.useApnsDevelopmentEnvironment,
      'not_of_platform',
      'Only a version for ios has an APNs environment.',
    );
  if (!version.pushConfiguration) return;
  const configuration = await em.findOne(
    PushConfiguration,
    { id: version.pushConfiguration },
    { fields: ['platform'] },
  );
  if (!configuration)
    throw invalidField(names.pushConfiguration, 'unknown', 'There is no push messaging configuration with this id.');
  if (configuration.platform !== version.platform)
    throw invalidField(
      names.pushConfiguration,
      'other_platform',
      `The push messaging configuration is for ${configuration.platform}.`,
    );
  if (version.platform === 'ios' && !version.bundleIdentifier)
    throw invalidField(names.bundleIdentifier, 'missing', 'APNs needs the bundle identifier of the app.');
}

/** Readable name of a version: application, platform and name. */
export function versionPath(
  application: string,
  { platform, versionName }: Pick<ApplicationVersion, 'platform' | 'versionName'>,
): string {
  return `${application}/${platform}/${versionName}`;
}

interface Creation extends VersionKey {
  values: Partial<VersionValues>;
  origin: RequestOrigin;
}

/**
 * Adds a version to an application.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the name is taken on its platform.
 */
export async function createVersion(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { values, origin, ...key }: Creation,
): Promise<void> {
  const now = deps.clock();
  await refusingConflicts(applicationVersionFields.versionName, () =>
    deps.em().transactional(async (em) => {
      const { id: application } = await findApplicationOf(em, key.application);
      const { platform, versionName } = key;
      if ((await em.count(ApplicationVersion, { application, platform, versionName })) > 0)
        throw alreadyThere(applicationVersionFields.versionName);
      await checkCombination(em, { platform, ...values });
      const id = timeOrderedId(now.getTime());
      em.create(
        ApplicationVersion,
        { ...values, id, application, platform, versionName, createdAt: now },
        { persist: true },
      );
      const fields = Object.keys(values).map((column) => applicationVersionFields[column as keyof VersionValues]);
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION APPLICATION VERSION CREATED',
        origin,
        occurredAt: now,
        subjectId: id,
        subject: versionPath(key.application, key),
        fields,
      });
    }),
  );
}

interface Cloning {
  source: VersionKey;
  versionName: string;
  /** Fields in which the clone differs from its source. */
  values: Partial<VersionValues>;
  origin: RequestOrigin;
}

/**
 * Copies a version of the same platform under another name, with the changes in `values`.
 * @throws CountersignError as {@link createVersion}
 */
export async function cloneVersion(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { source, versionName, values, origin }: Cloning,
): Promise<void> {
  const { version } = await findVersion(deps.em(), source, { lock: false });
  const columns = Object.keys(applicationVersionFields) as (keyof VersionValues)[];
  const copied = Object.fromEntries(columns.map((column) => [column, version[column]])) as unknown as VersionValues;
  await createVersion(deps, { ...source, versionName, values: { ...copied, ...values }, origin });
}

interface Change {
  key: VersionKey;
  values: Partial<VersionValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a version. After a new name, apps of this version must register under it.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the new name is taken.
 */
export async function changeVersion(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { key, values, origin, ifMatch }: Change,
): Promise<void> {
  await refusingConflicts(applicationVersionFields.versionName, () =>
    deps.em().transactional(async (em) => {
      const { version } = await findVersion(em, key, { lock: true });
      checkTag(deps.keyring, version, ifMatch);
      const fields = changeRow(version, values, applicationVersionFields);
      await checkCombination(em, version);
      if (fields.length === 0) return;
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION APPLICATION VERSION CHANGED',
        origin,
        occurredAt: deps.clock(),
        subjectId: version.id,
        subject: versionPath(key.application, key),
        fields,
      });
    }),
  );
}

const countDevices = 'select count(*)::int as count from device where application_version_id = ?';

/**
 * Deletes a version that no device runs. A version in use can only be disabled.
 * @throws CountersignError `not_found`; `configuration_conflict` with the number of devices.
 */
export async function deleteVersion(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { key, origin, ifMatch }: { key: VersionKey; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await refusingConflicts(versionPath(key.application, key), () =>
    deps.em().transactional(async (em) => {
      // A device that registers on it waits for this lock: its foreign key needs a share lock.
      const { version } = await findVersion(em, key, { lock: true });
      checkTag(deps.keyring, version, ifMatch);
      const [device] = await em.execute<{ count: number }[]>(countDevices, [version.id]);
      const count = device?.count ?? 0;
      refuseWhileUsed(count === 0 ? [] : [{ resource: 'device', count }]);
      em.remove(version);
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION APPLICATION VERSION DELETED',
        origin,
        occurredAt: deps.clock(),
        subjectId: version.id,
        subject: versionPath(key.application, key),
        fields: [],
      });
    }),
  );
}
