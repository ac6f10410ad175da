import { LockMode } from '@mikro-orm/core';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { lockedOut } from './change-api-client.ts';

/**
 * Deletes an API client, whatever it has open: a client whose secret is known to others has to be gone at once. Its open
 * transactions go on, and nobody can read their results any more.
 * @throws CountersignError `not_found`; `configuration_conflict` when it is the caller itself.
 */
export async function deleteApiClient(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const client = await em.findOne(ApiClient, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!client) throw new CountersignError('not_found');
    checkTag(deps.keyring, client, ifMatch);
    if (origin.clientId === id) throw lockedOut();
    em.remove(client);
    await recordConfigurationChange(em, { event: 'CONFIGURATION API CLIENT DELETED', origin, occurredAt: deps.clock(), subjectId: id, fields: [] });
  });
}
