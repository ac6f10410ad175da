import type { GeolocationTarget, LocateResult } from '../../domain/mobile-authentication/context/geolocation.ts';
import { failed } from './geolocation.ts';

/** Characters of the name of a place. A page of HTML is none. */
const longestName = 200;

type Pointers = Pick<GeolocationTarget, 'countryCodePointer' | 'regionPointer' | 'cityPointer'>;

/** Reads the JSON of a service. What a pointer leads to is a text, or nothing. */
export function readAnswer(body: string, pointers: Pointers): LocateResult {
  const json = parse(body);
  if (typeof json !== 'object' || json === null) return failed('invalid_answer', 'not a JSON object');
  const [countryCode, region, city] = [pointers.countryCodePointer, pointers.regionPointer, pointers.cityPointer].map(
    (pointer) => valueAt(json, pointer) ?? undefined,
  );
  if (!isName(countryCode) || !isName(region) || !isName(city))
    return failed('invalid_answer', 'a place that is no text, or too long');
  return {
    status: 'located',
    ...(countryCode ? { countryCode } : {}),
    ...(region ? { region } : {}),
    ...(city ? { city } : {}),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isName(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value.length <= longestName);
}

/** What a JSON pointer (RFC 6901) leads to; undefined where there is nothing. */
function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
