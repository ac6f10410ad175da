import { canonicalLocale } from '../../configuration/locale.ts';

/** Custom attributes that a person can have. */
export const mostAttributes = 50;
export const attributeName = /^[A-Za-z][\w.:-]{0,63}$/;

const firstYear = 1880;
/** ASCII, so that no two look alike; with a letter, so that none is a phone number; without `@`, so that none is an address. */
const username = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/;
const zoneName = /^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*){0,2}$/;

/** 4 to 64 characters. */
export function isUsername(text: string): boolean {
  return username.test(text);
}

/** A day that was (`YYYY-MM-DD`). */
export function isBirthDate(text: string, now: Date): boolean {
  const year = /^(\d{4})-\d{2}-\d{2}$/.exec(text)?.[1];
  if (year === undefined || Number(year) < firstYear) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && day < now;
}

/** A name of the IANA time zone database. */
export function isTimeZone(text: string): boolean {
  if (text.length > 64 || !zoneName.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A language tag (BCP 47) as it is usually written, such as `nl-NL`; undefined for what is none. */
export function readLocale(text: string): string | undefined {
  const tag = canonicalLocale(text);
  return tag === undefined ? undefined : Intl.getCanonicalLocales(tag)[0];
}

/** ISO 3166-1 alpha-2, in capitals. */
export function isCountryCode(text: string): boolean {
  if (!/^[A-Z]{2}$/.test(text) || text === 'ZZ') return false;
  return new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(text) !== undefined;
}
