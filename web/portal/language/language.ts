import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from './texts.ts';

/** The languages of the pages, each with its own name. */
export const languages = { en: 'English', nl: 'Nederlands' } as const;

export type Language = keyof typeof languages;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts';
    resources: { texts: Texts };
  }
}

/** Each language is a file of its own, so that a person loads only theirs. */
const files: Record<Language, () => Promise<{ texts: Texts }>> = {
  en: () => import('./en.ts'),
  nl: () => import('./nl.ts'),
};

/** Chosen on a page; kept for this browser. It says nothing of the person but the language they read. */
const chosenName = 'countersign.language';

const texts = createInstance();

/** Loads the texts of the first language that there are any in. Resolves before a page is drawn. */
export async function startLanguage(): Promise<void> {
  await texts.use(initReactI18next).init({
    resources: {},
    lng: firstKnown([readChosen(), ...navigator.languages]),
    fallbackLng: false,
    ns: 'texts',
    defaultNS: 'texts',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  await showLanguage(firstKnown([readChosen(), ...navigator.languages]));
}

/** Follows the language that the site asked for, unless the person chose one. */
export async function preferLanguage(tag: string): Promise<void> {
  if (readChosen() === undefined) await showLanguage(firstKnown([tag, texts.language]));
}

/** The person chose a language. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(chosenName, language);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  await showLanguage(language);
}

/** The language with the country of the browser, which decides how a date is written: 4 Mar, or Mar 4. */
export function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0]?.toLowerCase() === language) ?? language;
}

async function showLanguage(language: Language): Promise<void> {
  if (!texts.hasResourceBundle(language, 'texts')) {
    const { texts: loaded } = await files[language]();
    texts.addResourceBundle(language, 'texts', loaded);
  }
  await texts.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = texts.dir(language);
}

function firstKnown(tags: readonly (string | undefined)[]): Language {
  const known = tags.map((tag) => tag?.split('-')[0]?.toLowerCase()).find((tag) => tag !== undefined && tag in files);
  return (known as Language | undefined) ?? 'en';
}

function readChosen(): string | undefined {
  try {
    return localStorage.getItem(chosenName) ?? undefined;
  } catch {
    return undefined;
  }
}
