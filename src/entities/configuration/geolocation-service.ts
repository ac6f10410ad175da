import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { GeolocationProvider } from '../../domain/configuration/geolocation-service.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** The geolocation service. At most one row. */
export const GeolocationService = defineEntity({
  name: 'GeolocationService',
  tableName: 'geolocation_service',
  properties: {
    /** Always `geolocation`. */
    id: p.string().length(16).primary(),
    provider: p.string().length(16).$type<GeolocationProvider>(),
    /** HTTP: the address of the service, with `{ip}` where the IP address goes. */
    url: p.string().length(2048).nullable(),
    /** HTTP: JSON object of request headers, which hold the API key of the account. */
    headers: encryptedText().nullable(),
    /** HTTP: JSON pointers (RFC 6901) into the answer. */
    countryCodePointer: p.string().length(255).default('/country_code'),
    regionPointer: p.string().length(255).default('/region'),
    cityPointer: p.string().length(255).default('/city'),
    /** DATABASE: name of a file in `COUNTERSIGN_GEOLOCATION_FOLDER`. */
    databaseFile: p.string().length(255).nullable(),
  },
});
export type GeolocationService = InferEntity<typeof GeolocationService>;
