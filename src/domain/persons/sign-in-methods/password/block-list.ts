import { dictionary } from '@zxcvbn-ts/language-common';

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
