import { isCommonPassword } from './block-list.ts';

/** Characters of a password (NIST SP 800-63B-4 section 3.1.1.2): as the only factor, and where policy always asks a second one. */
export const shortestPassword = { alone: 15, withSecondFactor: 8 } as const;
export const longestPassword = 256;
/** Characters that do not follow from the one before them: `123456789012345` has two. */
const fewestChosen = 5;
/** Letters and digits that are left when the words of the person and the service are taken out. */
const fewestOwn = 6;
/** Shorter words are found in too much by chance. */
const shortestWord = 4;
/** Rows of a keyboard, along which a finger slides. */
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890'];

export type PasswordWeakness = 'too_short' | 'too_long' | 'too_simple' | 'common' | 'personal' | 'service_name';

/** What a password is held against. */
export interface PasswordContext {
  /** Whether policy always asks the person for a second factor. */
  alwaysSecondFactor: boolean;
  /** Names, addresses, numbers and dates of the person. */
  ownWords: readonly string[];
  /** Names of the service. */
  serviceWords: readonly string[];
}

/**
 * Weakness of a new password; undefined = nothing. No rule requires kinds of characters, which makes passwords predictable, not
 * strong. A meter guides the person on the page (docs/decisions/0098).
 */
export function weaknessOfPassword(password: string, context: PasswordContext): PasswordWeakness | undefined {
  const text = password.normalize('NFKC');
  const { length } = [...text];
  if (length < shortestPassword[context.alwaysSecondFactor ? 'withSecondFactor' : 'alone']) return 'too_short';
  if (length > longestPassword) return 'too_long';
  if (isCommonPassword(text)) return 'common';
  if (chosenCharacters(text) < fewestChosen) return 'too_simple';
  if (remainderOf(text, context.ownWords) < fewestOwn) return 'personal';
  return remainderOf(text, [...context.ownWords, ...context.serviceWords]) < fewestOwn ? 'service_name' : undefined;
}

/** Words of texts about a person or a service: the texts, and their parts. */
export function wordsOf(texts: readonly (string | null | undefined)[]): string[] {
  const folded = texts.flatMap((text) => (text ? [fold(text)] : []));
  const parts = folded.flatMap((text) => [text.replaceAll(/[^\p{L}\p{N}]/gu, ''), ...text.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(parts)].filter((word) => word.length >= shortestWord);
}

/** Letters and digits that none of the words accounts for. */
function remainderOf(password: string, words: readonly string[]): number {
  let left = fold(password).replaceAll(/[^\p{L}\p{N}]/gu, '');
  const before = [...left].length;
  for (const word of words.toSorted((one, other) => other.length - one.length)) left = left.replaceAll(word, '');
  // A password of signs has nothing to take out.
  return before === 0 ? fewestOwn : [...left].length;
}

function chosenCharacters(password: string): number {
  const characters = [...fold(password)];
  const chosen = characters.filter((character, index) => !follows(characters[index - 1], character));
  return Math.min(chosen.length, new Set(characters).size);
}

/** The same again, the next one of the alphabet or the digits, or the key beside it; in either direction. */
function follows(before: string | undefined, character: string): boolean {
  if (before === undefined) return false;
  const step = (character.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
  if (Math.abs(step) <= 1) return true;
  return rows.some((row) => row.includes(before + character) || row.includes(character + before));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
