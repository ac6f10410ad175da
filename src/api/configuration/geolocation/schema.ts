import { z } from 'zod';
import { hasRepeatedHeader, headerName, headerValue, isOwnHeader, mostAddedHeaders } from '../../../domain/configuration/added-headers.ts';
import { addressPlaceholder, geolocationProviders } from '../../../domain/configuration/geolocation-service.ts';
import { secret } from '../../secret.ts';
import { checked } from '../fields.ts';

/** `https:` only: the addresses of a site's users are asked for. The placeholder is in the path or the query, so the host is what it says. */
const url = checked(z.string().max(2048), (text) => {
  const filled = /^[\x21-\x7e]+$/.test(text) ? URL.parse(text.replaceAll(addressPlaceholder, '0')) : null;
  if (!filled || filled.protocol !== 'https:' || filled.username || filled.password || text.includes('#')) return { code: 'invalid_url', message: 'This is not an https:// address, or has credentials or a fragment in it.' };
  if (URL.parse(text.replaceAll(addressPlaceholder, '1'))?.origin !== filled.origin) return { code: 'invalid_url', message: 'The IP address is no part of the host.' };
  return text.includes(addressPlaceholder) ? undefined : { code: 'placeholder_missing', message: `Write ${addressPlaceholder} where the IP address goes.` };
});

const headers = z
  .record(z.string().regex(headerName).refine((name) => !isOwnHeader(name)), z.string().regex(headerValue))
  .refine((given) => Object.keys(given).length <= mostAddedHeaders && !hasRepeatedHeader(given))
  .transform((given) => (Object.keys(given).length === 0 ? null : JSON.stringify(given)));

/** RFC 6901. */
const pointer = z.string().max(255).regex(/^(\/([^/~]|~[01])*)+$/);
/** A file of the folder itself. */
const databaseFile = z.string().max(255).regex(/^\w[\w.-]*\.mmdb$/);

const fields = {
  url: url.nullish(),
  headers: secret(headers.nullish()),
  country_code_pointer: pointer.optional(),
  region_pointer: pointer.optional(),
  city_pointer: pointer.optional(),
  database_file: databaseFile.nullish(),
  /** Read-only: may come back as it was read. */
  header_names: z.array(z.string()).optional(),
};

const provider = z.enum(geolocationProviders);
export const replaceGeolocationBody = z.strictObject({ ...fields, provider });
export const changeGeolocationBody = z.strictObject({ ...fields, provider: provider.optional() });

/** Of the headers only the names: their values are secret. */
export const geolocationAnswer = z.object({
  provider,
  url: z.string().nullable(),
  header_names: z.array(z.string()),
  country_code_pointer: z.string(),
  region_pointer: z.string(),
  city_pointer: z.string(),
  database_file: z.string().nullable(),
});
