import { parsePhoneNumberWithError } from 'libphonenumber-js/max';

/** The number in E.164 form when it is written so and can exist, else undefined. */
export function parsePhoneNumber(text: string | undefined): string | undefined {
  if (!text || !/^\+[1-9]\d{5,14}$/.test(text)) return undefined;
  try {
    const number = parsePhoneNumberWithError(text);
    return number.isPossible() ? number.number : undefined;
  } catch {
    return undefined;
  }
}
