import { geolocationServiceFields } from '../../../domain/configuration/field-names.ts';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { changeRow } from '../change-row.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import { findLockedGeolocation } from './find-locked-geolocation.ts';
import { checkGeolocation, checkGeolocationMove, geolocationDefaults, geolocationId } from './geolocation-values.ts';
import type { GeolocationValues } from './geolocation-values.ts';

interface Replacement {
  values: Pick<GeolocationValues, 'provider'> & Partial<GeolocationValues>;
  origin: RequestOrigin;
  /** Tag of what the author saw: `configuration_changed` when that was something else, or nothing. */
  ifMatch?: string | undefined;
}

/**
 * Configures the geolocation service; what is not sent becomes its default. Headers that are not sent stay with their host.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function replaceGeolocation(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>, { values, origin, ifMatch }: Replacement): Promise<void> {
  await deps.em().transactional(async (em) => {
    const known = await findLockedGeolocation(em);
    checkTag(deps.keyring, known ?? {}, ifMatch);
    const { headers: _, ...defaults } = geolocationDefaults;
    const kept = values.provider === 'HTTP' ? {} : { headers: null };
    const next = { ...defaults, ...kept, ...values };
    if (known) checkGeolocationMove(known, next);
    checkGeolocation({ ...geolocationDefaults, ...known, ...next });
    const fields = known ? changeRow(known, next, geolocationServiceFields) : Object.keys(values).map((column) => geolocationServiceFields[column as keyof GeolocationValues]);
    if (!known) em.create(GeolocationService, { ...geolocationDefaults, ...next, id: geolocationId }, { persist: true });
    if (fields.length > 0) await recordConfigurationChange(em, { event: 'CONFIGURATION GEOLOCATION CHANGED', origin, occurredAt: deps.clock(), subjectId: geolocationId, fields });
  });
}
