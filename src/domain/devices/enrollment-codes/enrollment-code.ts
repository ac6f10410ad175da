/** 32 symbols without those that are taken for each other most: no 0 and O, no 1 and I. 25 of them carry 125 bits. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 25;

/**
 * Writes an enrolment code, `2FG34-33G9C-G5MME-4G753-32872` in form.
 * @param bytes 25 random bytes; each gives one symbol (256 is a multiple of 32, so none is favoured).
 */
export function writeEnrollmentCode(bytes: Uint8Array): string {
  const symbols = Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]);
  return [0, 5, 10, 15, 20].map((start) => symbols.slice(start, start + 5).join('')).join('-');
}

/**
 * A link that hands an enrolment code to the app. The code is behind the `#`: where a web link opens a browser instead, no server and no
 * log on the way sees it.
 * @param appLinkUrl of the application.
 */
export function enrollmentLink(appLinkUrl: string, code: string): string {
  return `${appLinkUrl}#code=${encodeURIComponent(code)}`;
}

/** The one form under which a code is hashed: upper case without separators, or undefined when it cannot be a code. */
export function normaliseEnrollmentCode(text: string): string | undefined {
  const symbols = text.toUpperCase().replace(/[\s-]/g, '');
  return symbols.length === length && [...symbols].every((symbol) => alphabet.includes(symbol)) ? symbols : undefined;
}
