import { localesFor } from '../locale.ts';

/** The key under which the default message of a type is kept. */
export function defaultMessageKey(typeName: string): string {
  return `default_message:${typeName}`;
}

/**
 * The default message of a type in the asked language, else in the nearest more general one, else in English.
 * @param find looks up a text by key and locale.
 */
export function findDefaultMessage(
  typeName: string,
  language: string | undefined,
  find: (key: string, locale: string) => string | undefined,
): string | undefined {
  for (const locale of localesFor(language)) {
    const text = find(defaultMessageKey(typeName), locale);
    if (text !== undefined) return text;
  }
  return undefined;
}
