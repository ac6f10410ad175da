/** Letters that are no letter with a mark to Unicode, and are one to people who search. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
};
const anyLetter = new RegExp(`[${Object.keys(letters).join('')}]`, 'g');

/**
 * Text as it is searched: without the marks of Latin, Greek and Cyrillic letters, in lower case, with single spaces. What is stored and
 * what is asked for are folded by this one function. It is for finding people, and never says that two names are the same.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(anyLetter, (letter) => letters[letter] as string)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
