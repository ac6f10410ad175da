import { applicationVersionFields } from '../../../domain/configuration/field-names.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { alreadyThere, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { versionPath } from './version-path.ts';
import { checkCombination, findApplicationOf, findVersion } from './version-values.ts';
import type { VersionKey, VersionValues } from './version-values.ts';

interface Creation extends VersionKey {
  values: Partial<VersionValues>;
  origin: RequestOrigin;
}

/**
 * Adds a version to an application.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the name is taken on its platform.
 */
export async function createVersion(deps: Pick<CommandDeps, 'em' | 'clock'>, { values, origin, ...key }: Creation): Promise<void> {
  const now = deps.clock();
  await refusingConflicts(applicationVersionFields.versionName, () =>
    deps.em().transactional(async (em) => {
      const { id: application } = await findApplicationOf(em, key.application);
      const { platform, versionName } = key;
      if ((await em.count(ApplicationVersion, { application, platform, versionName })) > 0) throw alreadyThere(applicationVersionFields.versionName);
      await checkCombination(em, { platform, ...values });
      const id = timeOrderedId(now.getTime());
      em.create(ApplicationVersion, { ...values, id, application, platform, versionName, createdAt: now }, { persist: true });
      const fields = Object.keys(values).map((column) => applicationVersionFields[column as keyof VersionValues]);
      await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION VERSION CREATED', origin, occurredAt: now, subjectId: id, subject: versionPath(key.application, key), fields });
    }),
  );
}

interface Cloning {
  source: VersionKey;
  versionName: string;
  /** What the clone has otherwise than its source. */
  values: Partial<VersionValues>;
  origin: RequestOrigin;
}

/**
 * Adds a version that is as another of its platform but for its name and what `values` says.
 * @throws CountersignError as {@link createVersion}
 */
export async function cloneVersion(deps: Pick<CommandDeps, 'em' | 'clock'>, { source, versionName, values, origin }: Cloning): Promise<void> {
  const { version } = await findVersion(deps.em(), source, { lock: false });
  const columns = Object.keys(applicationVersionFields) as (keyof VersionValues)[];
  const copied = Object.fromEntries(columns.map((column) => [column, version[column]])) as unknown as VersionValues;
  await createVersion(deps, { ...source, versionName, values: { ...copied, ...values }, origin });
}
