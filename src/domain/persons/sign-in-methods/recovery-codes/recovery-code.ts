/** Codes that a person gets at once. */
export const recoveryCodeCount = 10;
/** Crockford's alphabet: no letter looks like a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Characters of five bits each: 50 bits. */
const length = 10;

/** Makes a code of random bytes, a character of each: `4K7QX-9M2ZD`. */
export function writeRecoveryCode(random: (size: number) => Uint8Array): string {
  const characters = [...random(length)].map((byte) => alphabet.charAt(byte & 31)).join('');
  return `${characters.slice(0, length / 2)}-${characters.slice(length / 2)}`;
}

/** A code as it is compared, whatever case, blanks and look-alikes it was typed with; undefined for what is none. */
export function readRecoveryCode(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return code.length === length && [...code].every((character) => alphabet.includes(character)) ? code : undefined;
}
