import { geolocationServiceFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';

/** The geolocation service without the values of its headers. */
export function presentGeolocation({ headers, ...service }: GeolocationService) {
  const { url, database_file: databaseFile, ...fields } = presentFields(geolocationServiceFields, service);
  return { ...fields, url: url ?? null, database_file: databaseFile ?? null, header_names: Object.keys(JSON.parse(headers ?? '{}') as object) };
}
