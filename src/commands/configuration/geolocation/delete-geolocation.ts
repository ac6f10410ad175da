import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findLockedGeolocation } from './find-locked-geolocation.ts';
import { geolocationId } from './geolocation-values.ts';

/**
 * Forgets the geolocation service and its key.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteGeolocation(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const service = await findLockedGeolocation(em);
    if (!service) throw new CountersignError('not_found');
    checkTag(deps.keyring, service, ifMatch);
    em.remove(service);
    await recordConfigurationChange(em, { event: 'CONFIGURATION GEOLOCATION DELETED', origin, occurredAt: deps.clock(), subjectId: geolocationId, fields: [] });
  });
}
