import type { geolocationServiceFields } from '../../../domain/configuration/field-names.ts';
import { addressPlaceholder } from '../../../domain/configuration/geolocation-service.ts';
import type { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import { invalidField } from '../conflicts.ts';

/** What an operator decides about the geolocation service. */
export type GeolocationValues = Pick<GeolocationService, keyof typeof geolocationServiceFields>;

/** The one row there can be. */
export const geolocationId = 'geolocation';

/** What is kept for each field that is not sent. */
export const geolocationDefaults = { url: null, headers: null, countryCodePointer: '/country_code', regionPointer: '/region', cityPointer: '/city', databaseFile: null } as const;

/**
 * Each way has what it needs, and nothing of the other's.
 * @throws CountersignError `invalid_request`
 */
export function checkGeolocation({ provider, url, headers, databaseFile }: GeolocationValues): void {
  if (provider === 'HTTP' && !url) throw invalidField('url', 'missing', 'A service is asked at an address.');
  if (provider === 'DATABASE' && !databaseFile) throw invalidField('database_file', 'missing', 'Name the file that holds the places.');
  if (provider === 'DATABASE' && (url || headers)) throw invalidField(url ? 'url' : 'headers', 'not_used', 'A file is not asked over the network.');
  if (provider === 'HTTP' && databaseFile) throw invalidField('database_file', 'not_used', 'A service that is asked reads no file here.');
}

/**
 * The headers hold a key of one service: who may write the configuration may not have it sent to where it can be read.
 * @throws CountersignError `invalid_request` unless they come anew, or go.
 */
export function checkGeolocationMove(before: GeolocationValues, after: Partial<GeolocationValues>): void {
  if (!before.headers || after.headers !== undefined || typeof after.url !== 'string' || originOf(after.url) === originOf(before.url)) return;
  throw invalidField('headers', 'needed_with_url', 'Send the headers too, or null: another host is given only what its author knows.');
}

function originOf(url: string | null | undefined): string | undefined {
  return URL.parse((url ?? '').replaceAll(addressPlaceholder, '0'))?.origin;
}
