import { dictionary } from '@zxcvbn-ts/language-common';

/** Characters. A shorter password can be guessed from a stolen hash (NIST SP 800-63B). */
export const shortestPassword = 12;
export const longestPassword = 256;
/** Different characters: "aaaaaaaaaaaa" has one. */
const fewestCharacters = 5;

/**
 * Weakness of a new password: `too_short`, `too_long`, `too_simple`, `contains_username` or `common`; undefined = nothing. No
 * rule requires kinds of characters, which makes passwords predictable, not strong.
 */
export function weaknessOf(password: string, username: string): string | undefined {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < shortestPassword) return 'too_short';
  if (characters.length > longestPassword) return 'too_long';
  if (new Set(characters).size < fewestCharacters) return 'too_simple';
  if (username.length >= 3 && password.toLowerCase().includes(username.toLowerCase())) return 'contains_username';
  if (isCommonPassword(password)) return 'common';
  return undefined;
}

/** Some 49,000 passwords that attackers try first, from published leaks. */
const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common'].map(fold));

/**
 * Whether a password is a common one: in any case, with digits and signs before and behind (`Dragon-2026!!`), or several times in a
 * row. Most common passwords are shorter than the minimum here, and users extend them in these ways.
 */
export function isCommonPassword(password: string): boolean {
  const folded = fold(password);
  const word = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [folded, word].some((text) => commonPasswords.has(text) || commonPasswords.has(repeatedPart(text)));
}

function fold(password: string): string {
  return password.normalize('NFKC').toLowerCase();
}

/** The repeated part of a text; the text itself when it has none. */
function repeatedPart(text: string): string {
  return /^(.+?)\1+$/su.exec(text)?.[1] ?? text;
}
