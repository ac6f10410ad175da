import { describe, expect, it } from 'vitest';
import { texts as english } from '../../web/console/language/en.ts';
import { texts as dutch } from '../../web/console/language/nl.ts';
import { eventWords } from '../../web/console/parts/event-words.ts';

const placeholders = /\{\{\w+\}\}/g;

function leaves(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

describe('the texts of the console', () => {
  it('exist in Dutch with the same places to fill in', () => {
    const translated = new Map(leaves(dutch));
    for (const [key, text] of leaves(english)) {
      const translation = translated.get(key) ?? '';
      expect(translation.trim(), key).not.toBe('');
      expect(translation.match(placeholders)?.toSorted() ?? [], key).toEqual(
        text.match(placeholders)?.toSorted() ?? [],
      );
    }
    expect(translated.size).toBe(leaves(english).length);
  });

  it.each([
    ['MOBILE AUTH AUTHENTICATED', 'Mobile auth authenticated'],
    ['API_AUTHENTICATION_FAILED', 'API authentication failed'],
  ])('writes the event %s as %s', (name, words) => {
    expect(eventWords(name)).toBe(words);
  });
});
