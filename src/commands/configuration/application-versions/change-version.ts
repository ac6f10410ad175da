import { applicationVersionFields } from '../../../domain/configuration/field-names.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { versionPath } from './version-path.ts';
import { checkCombination, findVersion } from './version-values.ts';
import type { VersionKey, VersionValues } from './version-values.ts';

interface Change {
  key: VersionKey;
  values: Partial<VersionValues>;
  origin: RequestOrigin;
  /** Tag of what the author of the change saw: `configuration_changed` when that was an older state. */
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of a version and no others. A new name is what apps of this version have to register with.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_conflict` when the new name is taken.
 */
export async function changeVersion(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { key, values, origin, ifMatch }: Change): Promise<void> {
  await refusingConflicts(applicationVersionFields.versionName, () =>
    deps.em().transactional(async (em) => {
      const { version } = await findVersion(em, key, { lock: true });
      checkTag(deps.keyring, version, ifMatch);
      const fields = changeRow(version, values, applicationVersionFields);
      await checkCombination(em, version);
      if (fields.length === 0) return;
      await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION VERSION CHANGED', origin, occurredAt: deps.clock(), subjectId: version.id, subject: versionPath(key.application, key), fields });
    }),
  );
}
