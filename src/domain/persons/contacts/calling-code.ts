import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The calling code of the country of a number, such as `31`. @param number a valid one in E.164 form. */
export function callingCodeOf(number: string): string {
  return parsePhoneNumberFromString(number)?.countryCallingCode ?? '';
}

/** Whether a number begins with one of these prefixes. @param prefixes none: every number is allowed. */
export function isPrefixAllowed(number: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => number.startsWith(prefix));
}
