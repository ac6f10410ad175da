/**
 * The mobile number of an imaginary customer, derived from the user id: the shop sends text messages to it, and every
 * phone that is connected for the customer receives them. A Dutch number that passes every check of a number.
 */
export function phoneNumberOf(userId: string): string {
  let hash = 0x811c9dc5;
  // FNV-1a: the same number on both pages, and different numbers for nearly all names.
  for (const sign of userId) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `+3161${String(hash % 10_000_000).padStart(7, '0')}`;
}

/** `+31612345678` with the usual spaces: `+31 6 1234 5678`. Numbers of other countries are unchanged. */
export function formatPhoneNumber(number: string): string {
  return number.replace(/^\+316(\d{4})(\d{4})$/, '+31 6 $1 $2');
}
