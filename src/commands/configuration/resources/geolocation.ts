import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changeRow } from '../change-row.ts';
import { invalidField } from '../conflicts.ts';
import { recordConfigurationChange } from '../record-configuration-change.ts';
import type { ConfigurationChange } from '../record-configuration-change.ts';
import { checkTag } from '../row-tag.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { geolocationServiceFields } from '../../../domain/configuration/field-names.ts';
import { addressPlaceholder } from '../../../domain/configuration/geolocation-service.ts';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Fields of the geolocation service that an operator sets. */
type GeolocationValues = Pick<GeolocationService, keyof typeof geolocationServiceFields>;

/** Id of the only row. */
export const geolocationId = 'geolocation';

/** Default of each field that is not sent. */
const geolocationDefaults = {
  url: null,
  headers: null,
  countryCodePointer: '/country_code',
  regionPointer: '/region',
  cityPointer: '/city',
  databaseFile: null,
} as const;

/**
 * Requires the fields of the chosen kind and refuses those of the other kind.
 * @throws CountersignError `invalid_request`
 */
function checkGeolocation({ provider, url, headers, databaseFile }: GeolocationValues): void {
  if (provider === 'HTTP' && !url) throw invalidField('url', 'missing', 'A service is asked at an address.');
  if (provider === 'DATABASE' && !databaseFile)
    throw invalidField('database_file', 'missing', 'Name the file that holds the places.');
  if (provider === 'DATABASE' && (url || headers))
    throw invalidField(url ? 'url' : 'headers', 'not_used', 'A file is not asked over the network.');
  if (provider === 'HTTP' && databaseFile)
    throw invalidField('database_file', 'not_used', 'A service that is asked reads no file here.');
}

/**
 * Keeps stored headers, which hold a key, from a new host: a caller that can only write them must not redirect them to a host where they can be read.
 * @throws CountersignError `invalid_request` unless they are sent again or removed.
 */
function checkGeolocationMove(before: GeolocationValues, after: Partial<GeolocationValues>): void {
  if (
    !before.headers ||
    after.headers !== undefined ||
    typeof after.url !== 'string' ||
    originOf(after.url) === originOf(before.url)
  )
    return;
  throw invalidField(
    'headers',
    'needed_with_url',
    'Send the headers too, or null: another host is given only what its author knows.',
  );
}

function originOf(url: string | null | undefined): string | undefined {
  return URL.parse((url ?? '').replaceAll(addressPlaceholder, '0'))?.origin;
}

/** Serialises changes of the geolocation service, also before the row exists. */
const lock = 'select pg_advisory_xact_lock(7100057)';

/** Finds and locks the geolocation service. */
async function findLockedGeolocation(em: EntityManager): Promise<GeolocationService | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(GeolocationService, { id: geolocationId });
}

async function recordGeolocationChange(
  em: EntityManager,
  change: Pick<ConfigurationChange, 'fields' | 'origin' | 'occurredAt'>,
): Promise<void> {
  if (change.fields.length === 0) return;
  await recordConfigurationChange(em, {
    event: 'CONFIGURATION GEOLOCATION CHANGED',
    subjectId: geolocationId,
    ...change,
  });
}

interface Change {
  values: Partial<GeolocationValues>;
  origin: RequestOrigin;
  /** Tag of the row that the caller read (`If-Match`). Another one is refused with `configuration_changed`. */
  ifMatch?: string | undefined;
}

type Replacement = Change & { values: Pick<GeolocationValues, 'provider'> };

/**
 * Configures the geolocation service. Fields that are not sent take their default; headers that are not sent stay if the host is the same.
 * @throws CountersignError `invalid_request`, `configuration_changed`
 */
export async function replaceGeolocation(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { values, origin, ifMatch }: Replacement,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const known = await findLockedGeolocation(em);
    checkTag(deps.keyring, known ?? {}, ifMatch);
    const { headers: _, ...defaults } = geolocationDefaults;
    const kept = values.provider === 'HTTP' ? {} : { headers: null };
    const next = { ...defaults, ...kept, ...values };
    if (known) checkGeolocationMove(known, next);
    checkGeolocation({ ...geolocationDefaults, ...known, ...next });
    const fields = known
      ? changeRow(known, next, geolocationServiceFields)
      : Object.keys(values).map((column) => geolocationServiceFields[column as keyof GeolocationValues]);
    if (!known)
      em.create(GeolocationService, { ...geolocationDefaults, ...next, id: geolocationId }, { persist: true });
    await recordGeolocationChange(em, { fields, origin, occurredAt: deps.clock() });
  });
}

/**
 * Changes the given fields of the geolocation service.
 * @throws CountersignError `not_found`, `invalid_request`, `configuration_changed`
 */
export async function changeGeolocation(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { values, origin, ifMatch }: Change,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const service = await findLockedGeolocation(em);
    if (!service) throw new CountersignError('not_found');
    checkTag(deps.keyring, service, ifMatch);
    checkGeolocationMove(service, values);
    const fields = changeRow(service, values, geolocationServiceFields);
    checkGeolocation(service);
    await recordGeolocationChange(em, { fields, origin, occurredAt: deps.clock() });
  });
}

/**
 * Deletes the geolocation service and its key.
 * @throws CountersignError `not_found`, `configuration_changed`
 */
export async function deleteGeolocation(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { origin, ifMatch }: { origin: RequestOrigin; ifMatch?: string | undefined },
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const service = await findLockedGeolocation(em);
    if (!service) throw new CountersignError('not_found');
    checkTag(deps.keyring, service, ifMatch);
    em.remove(service);
    await recordConfigurationChange(em, {
      event: 'CONFIGURATION GEOLOCATION DELETED',
      origin,
      occurredAt: deps.clock(),
      subjectId: geolocationId,
      fields: [],
    });
  });
}
