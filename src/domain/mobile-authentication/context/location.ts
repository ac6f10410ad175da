import { cleanValue } from './clean-value.ts';

/** Location of an address from the geolocation service. */
export interface Location {
  /** ISO 3166-1, two letters. */
  countryCode: string;
  region?: string;
  city?: string;
}

/**
 * Parses the answer of a geolocation service.
 * @returns undefined unless there is a country: without it the answer is incomplete. Many addresses have no known city.
 */
export function readLocation({
  countryCode,
  region,
  city,
}: {
  countryCode?: string;
  region?: string;
  city?: string;
}): Location | undefined {
  if (countryCode === undefined || !/^[A-Za-z]{2}$/.test(countryCode)) return undefined;
  const [cleanRegion, cleanCity] = [cleanValue(region), cleanValue(city)];
  return {
    countryCode: countryCode.toUpperCase(),
    ...(cleanRegion ? { region: cleanRegion } : {}),
    ...(cleanCity ? { city: cleanCity } : {}),
  };
}
