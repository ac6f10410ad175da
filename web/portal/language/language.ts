import { createPageLanguage } from '../../design/language/page-language.ts';
import type { Texts } from './texts.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts';
    resources: { texts: Texts };
  }
}

export const {
  start: startLanguage,
  prefer: preferLanguage,
  choose: chooseLanguage,
} = createPageLanguage({ en: () => import('./en.ts'), nl: () => import('./nl.ts') });
