import { createInstance } from 'i18next';
import type { ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** The languages of the pages, each with its own name. */
export const languages = { en: 'English', nl: 'Nederlands' } as const;

export type Language = keyof typeof languages;

/** The language in which a page is drawn. */
export interface PageLanguage {
  /** Loads the texts of the first language that there are any in. Resolves before a page is drawn. */
  start(): Promise<void>;
  /** Follows the language that a site asked for, unless the person chose one. */
  prefer(tag: string): Promise<void>;
  /** The person chose a language. */
  choose(language: Language): Promise<void>;
}

/** Chosen on a page; kept for this browser. It says nothing of the person but the language they read. */
const chosenName = 'countersign.language';

const namespace = 'texts';

/** @param files each language is a file of its own, so that a person loads only theirs. */
export function createPageLanguage(
  files: Record<Language, () => Promise<{ texts: ResourceLanguage[string] }>>,
): PageLanguage {
  const texts = createInstance();
  const show = async (language: Language): Promise<void> => {
    if (!texts.hasResourceBundle(language, namespace)) {
      const { texts: loaded } = await files[language]();
      texts.addResourceBundle(language, namespace, loaded);
    }
    await texts.changeLanguage(language);
    document.documentElement.lang = language;
    document.documentElement.dir = texts.dir(language);
  };
  return {
    async start() {
      const language = firstKnown([readChosen(), ...navigator.languages]);
      await texts.use(initReactI18next).init({
        resources: {},
        lng: language,
        fallbackLng: false,
        ns: namespace,
        defaultNS: namespace,
        initAsync: false,
        interpolation: { escapeValue: false },
      });
      await show(language);
    },
    async prefer(tag) {
      if (readChosen() === undefined) await show(firstKnown([tag, texts.language]));
    },
    async choose(language) {
      try {
        localStorage.setItem(chosenName, language);
      } catch {
        // A browser that keeps nothing forgets the choice with the page.
      }
      await show(language);
    },
  };
}

/** A language tag as `Intl` takes it: a browser with the locale of its system may say `en-US@posix`, which makes `Intl` throw. */
const wellFormed = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** The language with the country of the browser, which decides how a date is written: 4 Mar, or Mar 4. */
export function localeOf(language: string, offered: readonly string[] = navigator.languages): string {
  return offered.find((tag) => wellFormed.test(tag) && tag.split('-')[0]?.toLowerCase() === language) ?? language;
}

function firstKnown(tags: readonly (string | undefined)[]): Language {
  const known = tags
    .map((tag) => tag?.split('-')[0]?.toLowerCase())
    .find((tag) => tag !== undefined && tag in languages);
  return (known as Language | undefined) ?? 'en';
}

function readChosen(): string | undefined {
  try {
    return localStorage.getItem(chosenName) ?? undefined;
  } catch {
    return undefined;
  }
}
