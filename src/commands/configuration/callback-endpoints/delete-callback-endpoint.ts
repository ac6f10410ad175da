import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { hostOf } from './callback-endpoint-values.ts';
import { findLockedCallbackEndpoint } from './find-locked-callback-endpoint.ts';

/**
 * Forgets a callback URL and its credentials (docs/decisions/0048: it is not in use).
 * @throws CountersignError `not_found`
 */
export async function deleteCallbackEndpoint(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { id, origin, ifMatch }: { id: string; origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const endpoint = await findLockedCallbackEndpoint(em, id);
    checkTag(deps.keyring, endpoint, ifMatch);
    em.remove(endpoint);
    await recordConfigurationChange(em, { event: 'CONFIGURATION CALLBACK ENDPOINT DELETED', origin, occurredAt: deps.clock(), subjectId: id, subject: hostOf(endpoint.url), fields: [] });
  });
}
