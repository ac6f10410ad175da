import { parsePhoneNumberWithError } from 'libphonenumber-js/max';

/**
 * A valid number in E.164 form, else undefined. Numbers are not corrected: a national zero behind
 * the country code (`+330612345678`) is no E.164 number, though the library would drop it.
 */
export function parsePhoneNumber(text: string | undefined): string | undefined {
  if (!text || !/^\+[1-9]\d{5,14}$/.test(text)) return undefined;
  try {
    const number = parsePhoneNumberWithError(text);
    return number.isPossible() && number.number === text ? text : undefined;
  } catch {
    return undefined;
  }
}
