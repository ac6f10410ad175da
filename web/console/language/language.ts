import { useTranslation } from 'react-i18next';
import { createPageLanguage } from '../../design/language/page-language.ts';
import type { texts } from './en.ts';

/** The same texts in another language. */
export type Deep<Shape> = { [Key in keyof Shape]: Shape[Key] extends string ? string : Deep<Shape[Key]> };

/** The texts, whose shape every language has. */
export type Texts = Deep<typeof texts>;

type Singular<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;
type PathOf<Shape> = {
  [Key in keyof Shape & string]: Shape[Key] extends string ? Singular<Key> : `${Key}.${PathOf<Shape[Key]>}`;
}[keyof Shape & string];

/** Where a text stands. */
export type TextKey = PathOf<Texts>;

export const { start: startLanguage, choose: chooseLanguage } = createPageLanguage({
  en: () => import('./en.ts'),
  nl: () => import('./nl.ts'),
});

/** Finds a text; `count` chooses singular and plural. */
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** The texts in the language of the page. */
export function useTexts(): { t: Translate; language: string; has: (key: string) => boolean } {
  const { t, i18n } = useTranslation();
  return { t: t as unknown as Translate, language: i18n.language, has: (key) => i18n.exists(key) };
}
