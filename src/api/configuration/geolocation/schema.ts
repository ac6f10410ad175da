import { z } from 'zod';
import { checked } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { geolocationServiceFields, presentFields } from '../../../domain/configuration/field-names.ts';
import { addressPlaceholder, geolocationProviders } from '../../../domain/configuration/geolocation-service.ts';
import {
  hasRepeatedHeader,
  headerName,
  headerValue,
  isOwnHeader,
  mostAddedHeaders,
} from '../../../domain/configuration/sms-gateway/added-headers.ts';
import { readWebAddress } from '../../../domain/configuration/web-address.ts';
import type { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';

/** `https:` only, because IP addresses of users are sent. The placeholder must be in the path or the query, so that the host is fixed. */
const url = checked(z.string().max(2048), (text) => {
  const filled = readWebAddress(text.replaceAll(addressPlaceholder, '0'), 'secure');
  if (!(filled instanceof URL))
    return { code: 'invalid_url', message: 'This is not an https:// address, or has credentials or a fragment in it.' };
  if (URL.parse(text.replaceAll(addressPlaceholder, '1'))?.origin !== filled.origin)
    return { code: 'invalid_url', message: 'The IP address is no part of the host.' };
  return text.includes(addressPlaceholder)
    ? undefined
    : { code: 'placeholder_missing', message: `Write ${addressPlaceholder} where the IP address goes.` };
});

const headers = z
  .record(
    z
      .string()
      .regex(headerName)
      .refine((name) => !isOwnHeader(name)),
    z.string().regex(headerValue),
  )
  .refine((given) => Object.keys(given).length <= mostAddedHeaders && !hasRepeatedHeader(given))
  .transform((given) => (Object.keys(given).length === 0 ? null : JSON.stringify(given)));

/** RFC 6901. */
const pointer = z
  .string()
  .max(255)
  .regex(/^(\/([^/~]|~[01])*)+$/);
/** The name of a file directly in the folder. */
const databaseFile = z
  .string()
  .max(255)
  .regex(/^\w[\w.-]*\.mmdb$/);

const fields = {
  url: url
    .nullish()
    .describe('Address of the service, with the placeholder `{ip}` in its path or query; null for none.'),
  headers: secret(headers.nullish()).describe('Headers that go with each request, by name; null for none.'),
  country_code_pointer: pointer.optional().describe('JSON pointer (RFC 6901) to the country code in the answer.'),
  region_pointer: pointer.optional().describe('JSON pointer to the region in the answer.'),
  city_pointer: pointer.optional().describe('JSON pointer to the city in the answer.'),
  database_file: databaseFile
    .nullish()
    .describe('Name of the database file in the folder of the server; null for none.'),
  /** Read-only: may be sent back unchanged. */
  header_names: z
    .array(z.string())
    .optional()
    .describe('Names of the headers. Read-only: it may be sent back as it was read.'),
};

const provider = z.enum(geolocationProviders).describe('Whether a service or a file says where an address is.');
export const replaceGeolocationBody = z.strictObject({ ...fields, provider });
export const changeGeolocationBody = z.strictObject({
  ...fields,
  provider: provider
    .optional()
    .describe('Whether a service or a file says where an address is. Without it the provider stays.'),
});

/** Only the names of the headers: their values are secret. */
export const geolocationAnswer = z.object({
  provider,
  url: z.string().nullable().describe('Address of the service; null for none.'),
  header_names: z.array(z.string()).describe('Names of the headers. Their values are secret.'),
  country_code_pointer: z.string().describe('JSON pointer (RFC 6901) to the country code in the answer.'),
  region_pointer: z.string().describe('JSON pointer to the region in the answer.'),
  city_pointer: z.string().describe('JSON pointer to the city in the answer.'),
  database_file: z
    .string()
    .nullable()
    .describe('Name of the database file in the folder of the server; null for none.'),
});

/** The geolocation service without the values of its headers. */
export function presentGeolocation({ headers: kept, ...service }: GeolocationService) {
  const shown = presentFields(geolocationServiceFields, service);
  return {
    ...shown,
    url: shown.url ?? null,
    database_file: shown.database_file ?? null,
    header_names: Object.keys(JSON.parse(kept ?? '{}') as object),
  };
}
