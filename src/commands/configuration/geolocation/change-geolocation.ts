import { geolocationServiceFields } from '../../../domain/configuration/field-names.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findLockedGeolocation } from './find-locked-geolocation.ts';
import { checkGeolocation, checkGeolocationMove, geolocationId } from './geolocation-values.ts';
import type { GeolocationValues } from './geolocation-values.ts';

interface Change {
  values: Partial<GeolocationValues>;
  origin: RequestOrigin;
  ifMatch?: string | undefined;
}

/**
 * Changes the given fields of the geolocation service and no others.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_changed`
 */
export async function changeGeolocation(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { values, origin, ifMatch }: Change): Promise<void> {
  await deps.em().transactional(async (em) => {
    const service = await findLockedGeolocation(em);
    if (!service) throw new CountersignError('not_found');
    checkTag(deps.keyring, service, ifMatch);
    checkGeolocationMove(service, values);
    const fields = changeRow(service, values, geolocationServiceFields);
    checkGeolocation(service);
    if (fields.length > 0) await recordConfigurationChange(em, { event: 'CONFIGURATION GEOLOCATION CHANGED', origin, occurredAt: deps.clock(), subjectId: geolocationId, fields });
  });
}
