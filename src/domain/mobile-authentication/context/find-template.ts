import { localesFor } from '../../configuration/locale.ts';
import { contextTemplateKey } from '../../configuration/message-templates/placeholders.ts';
import { shippedTemplates } from '../../configuration/message-templates/shipped-templates.ts';

/**
 * The template in the asked language, else in the nearest more general one, else in English. In each, an operator's own
 * comes before the shipped one, which is used only for languages that are supported.
 * @param find looks up an operator's text by key and locale.
 */
export function findTemplate(
  language: string | undefined,
  supported: readonly string[],
  find: (key: string, locale: string) => string | undefined,
): string {
  for (const locale of localesFor(language)) {
    const text =
      find(contextTemplateKey, locale) ?? (supported.includes(locale) ? shippedTemplates[locale] : undefined);
    if (text !== undefined) return text;
  }
  return shippedTemplates['en'] as string;
}
