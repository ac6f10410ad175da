import { Device } from '../../../entities/people/device.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { refuseWhileUsed, refusingConflicts } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { versionPath } from './version-path.ts';
import { findVersion } from './version-values.ts';
import type { VersionKey } from './version-values.ts';

/**
 * Deletes a version that no device runs. One that devices run can be disabled.
 * @throws CountersignError `not_found`; `configuration_conflict` telling how many devices.
 */
export async function deleteVersion(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { key, origin, ifMatch }: { key: VersionKey; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await refusingConflicts(versionPath(key.application, key), () =>
    deps.em().transactional(async (em) => {
      // With this lock no device can register on it: its foreign key waits.
      const { version } = await findVersion(em, key, { lock: true });
      checkTag(deps.keyring, version, ifMatch);
      const count = await em.count(Device, { applicationVersion: version.id });
      refuseWhileUsed(count === 0 ? [] : [{ resource: 'device', count }]);
      em.remove(version);
      await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION VERSION DELETED', origin, occurredAt: deps.clock(), subjectId: version.id, subject: versionPath(key.application, key), fields: [] });
    }),
  );
}
