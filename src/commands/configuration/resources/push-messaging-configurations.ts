import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { alreadyThere, invalidField, readOnly, refuseWhileUsed, refusingConflicts } from '../conflicts.ts';
import type { Use } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { versionPath } from './application-versions.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { pushConfigurationFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Fields of the credentials for a push provider. */
interface PushConfigurationValues {
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
 * Requires complete credentials of the platform and refuses fields of the other one.
 * @throws CountersignError `invalid_request`
 */
function checkPushCredentials(
  configuration: Pick<PushConfiguration, 'platform'> &
    Partial<Record<keyof PushConfigurationValues, string | null | undefined>>,
): void {
  const { needs, hasNo } = ofPlatform[configuration.platform];
  for (const column of needs) {
    if (!configuration[column])
      throw invalidField(
        pushConfigurationFields[column],
        'missing',
        `A configuration for ${configuration.platform} needs this.`,
      );
  }
  for (const column of hasNo) {
    if (configuration[column])
      throw invalidField(
        pushConfigurationFields[column],
        'not_of_platform',
        `A configuration for ${configuration.platform} has no such field.`,
      );
  }
}

/**
 * Requires the credentials again with a new endpoint: they are write-only, and the new endpoint would receive them.
 * A change back to the provider's own endpoint needs none.
 * @throws CountersignError `invalid_request`
 */
function checkEndpoint(
  before: Pick<PushConfiguration, 'fcmEndpoint'>,
  { fcmEndpoint, fcmServiceAccount }: Partial<PushConfigurationValues>,
): void {
  if (!fcmEndpoint || fcmEndpoint === before.fcmEndpoint || fcmServiceAccount) return;
  const parameter = pushConfigurationFields.fcmServiceAccount;
  throw invalidField(
    parameter,
    'needed_with_endpoint',
    'Send the service account too: another endpoint is given only what its author knows.',
  );
}

interface Creation {
  name: string;
  platform: 'ios' | 'android';
  values: Partial<PushConfigurationValues>;
  origin: RequestOrigin;
}

/**
 * Adds credentials for a push provider.
 * @returns their id.
 * @throws CountersignError `invalid_request` when they are incomplete, `configuration_conflict` when the name is taken.
 */
export async function createPushConfiguration(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { name, platform, values, origin }: Creation,
): Promise<string> {
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      if ((await em.count(PushConfiguration, { name })) > 0) throw alreadyThere('name');
      checkPushCredentials({ platform, ...values });
      em.create(PushConfiguration, { ...values, id, name, platform, createdAt: now }, { persist: true });
      const fields = [
        'platform',
        ...Object.keys(values).map((column) => pushConfigurationFields[column as keyof PushConfigurationValues]),
      ];
      await recordConfigurationChange(em, {
        event: 'CONFIGURATION PUSH MESSAGING CREATED',
        origin,
        occurredAt: now,
        subjectId: id,
        subject: name,
        fields,
      });
    }),
  );
  return id;
}

interface Change {
  id: string;
  values: Partial<PushConfigurationValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). An older one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
  /** Platform, if the caller repeats it. It cannot change. */
  platform?: string | undefined;
}

/**
 * Changes the given fields of a push configuration.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the name is taken.
 */
export async function changePushConfiguration(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, values, origin, platform, ifMatch }: Change,
): Promise<void> {
  await refusingConflicts('name', () =>
    deps.em().transactional(async (em) => {
      const configuration = await em.findOne(PushConfiguration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!configuration) throw new CountersignError('not_found');
      checkTag(deps.keyring, configuration, ifMatch);
      if (platform !== undefined && platform !== configuration.platform) throw readOnly('platform');
      checkEndpoint(configuration, values);
      const fields = changeRow(configuration, values, pushConfigurationFields);
      checkPushCredentials(configuration);
      if (fields.length > 0)
        await recordConfigurationChange(em, {
          event: 'CONFIGURATION PUSH MESSAGING CHANGED',
          origin,
          occurredAt: deps.clock(),
          subjectId: id,
          subject: configuration.name,
          fields,
        });
    }),
  );
}

/**
 * Deletes credentials that no version uses.
 * @throws CountersignError `not_found`; `configuration_conflict` naming the versions that use them.
 */
export async function deletePushConfiguration(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    // A row that begins to refer to it waits for this lock: its foreign key needs a share lock.
    const configuration = await em.findOne(PushConfiguration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!configuration) throw new CountersignError('not_found');
    checkTag(deps.keyring, configuration, ifMatch);
    refuseWhileUsed(await findUses(em, id));
    em.remove(configuration);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION PUSH MESSAGING DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: id,
      subject: configuration.name,
      fields: [],
    });
  });
}

async function findUses(em: EntityManager, id: string): Promise<Use[]> {
  const versions = await em.find(ApplicationVersion, { pushConfiguration: id }, { orderBy: { id: 'asc' }, limit: 100 });
  const applications = await em.find(
    Application,
    { id: { $in: versions.map(({ application }) => application) } },
    { fields: ['identifier'] },
  );
  return versions.map((version) => {
    const application = applications.find((candidate) => candidate.id === version.application);
    return {
      resource: 'application_version',
      id: versionPath(application?.identifier ?? version.application, version),
    };
  });
}
