import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { Application } from '../../../entities/configuration/application.ts';
import { PushConfiguration } from '../../../entities/configuration/push-configuration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { refuseWhileUsed } from '../conflicts.ts';
import type { Use } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { versionPath } from '../application-versions/version-path.ts';

/**
 * Deletes credentials that no version uses.
 * @throws CountersignError `not_found`; `configuration_conflict` naming the versions that use them.
 */
export async function deletePushConfiguration(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    // With this lock nobody can begin to refer to it: a foreign key waits.
    const configuration = await em.findOne(PushConfiguration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!configuration) throw new CountersignError('not_found');
    checkTag(deps.keyring, configuration, ifMatch);
    refuseWhileUsed(await findUses(em, id));
    em.remove(configuration);
    await recordConfigurationChange(em, { event: 'CONFIGURATION PUSH MESSAGING DELETED', origin, occurredAt: deps.clock(), subjectId: id, subject: configuration.name, fields: [] });
  });
}

async function findUses(em: EntityManager, id: string): Promise<Use[]> {
  const versions = await em.find(ApplicationVersion, { pushConfiguration: id }, { orderBy: { id: 'asc' }, limit: 100 });
  const applications = await em.find(Application, { id: { $in: versions.map(({ application }) => application) } }, { fields: ['identifier'] });
  return versions.map((version) => {
    const application = applications.find((candidate) => candidate.id === version.application);
    return { resource: 'application_version', id: versionPath(application?.identifier ?? version.application, version) };
  });
}
