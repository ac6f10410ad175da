import { foldText } from './fold-text.ts';

/** More words narrow nothing down. */
const mostWords = 8;
/** From so many letters on a word is looked for anywhere: PostgreSQL's index is made of groups of three. */
const anywhere = 3;

/** A word of a question: somewhere in the text of a person, or only at the beginning of a word of it. */
export interface SearchWord {
  word: string;
  place: 'anywhere' | 'beginning';
}

/** The words that a person who is looked for has, all of them. */
export function searchWords(question: string): SearchWord[] {
  const words = [...new Set(foldText(question).split(' '))].filter((word) => word !== '');
  return words
    .slice(0, mostWords)
    .map((word) => ({ word, place: [...word].length < anywhere ? 'beginning' : 'anywhere' }));
}

/** The text of a person that {@link searchWords} are looked for in: each part behind a space, which a beginning is found by. */
export function searchTextOf(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .map((part) => ` ${foldText(part)}`)
    .join('');
}
