import { LockMode } from '@mikro-orm/core';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { versionPath } from '../application-versions/version-path.ts';
import { refuseWhileUsed } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';

/**
 * Deletes an application that has no versions.
 * @throws CountersignError `not_found`; `configuration_conflict` naming its versions.
 */
export async function deleteApplication(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { identifier, origin, ifMatch }: { identifier: string; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    // With this lock nobody can add a version: its foreign key waits.
    const application = await em.findOne(Application, { identifier }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!application) throw new CountersignError('not_found');
    checkTag(deps.keyring, application, ifMatch);
    const versions = await em.find(ApplicationVersion, { application: application.id }, { orderBy: { id: 'asc' }, limit: 100 });
    refuseWhileUsed(versions.map((version) => ({ resource: 'application_version', id: versionPath(identifier, version) })));
    em.remove(application);
    await recordConfigurationChange(em, { event: 'CONFIGURATION APPLICATION DELETED', origin, occurredAt: deps.clock(), subjectId: application.id, subject: identifier, fields: [] });
  });
}
