import { useQuery } from '@tanstack/react-query';
import { loadHints } from '../language/hints/hints.ts';
import { useTexts, type TextKey } from '../language/language.ts';
import { eventWords } from '../parts/event-words.ts';
import type { Fault } from './check-values.ts';
import type { Field } from './json-schema.ts';

export interface FormTexts {
  labelOf(name: string): string;
  /** What the field is for, and what the API takes. */
  hintOf(field: Field): string;
  optionOf(option: string): string;
  faultOf(fault: Fault): string;
}

/**
 * The words of the fields of one resource: its own first, then those that resources share. What a field is for is explained as the API
 * explains it, in the language of the page.
 */
export function useFormTexts(resource: string): FormTexts {
  const { t, has, language } = useTexts();
  const { data: hints } = useQuery({
    queryKey: ['hints', language],
    queryFn: () => loadHints(language),
    staleTime: Infinity,
  });
  const explained = (description: string) => hints && (hints[description] ?? withoutNull(description));
  const find = (kind: 'field' | 'option', name: string): string | undefined => {
    const keys = [`${kind}.${resource}.${name}`, `${kind}.any.${name}`].filter(has);
    return keys[0] && t(keys[0] as TextKey);
  };
  const labelOf = (name: string) => find('field', name) ?? wordsOf(name);
  const limits = ({ kind, limits: { minimum, maximum, maxItems } }: Field): string | undefined => {
    if (kind === 'number' && minimum !== undefined && maximum !== undefined)
      return t('form.between', { minimum, maximum });
    if (kind === 'lines')
      return maxItems === undefined ? t('form.lines') : t('form.linesAtMost', { maximum: maxItems });
    return kind === 'pairs' ? t('form.pairs') : undefined;
  };
  return {
    labelOf,
    hintOf: (field) => {
      const explanation = explained(field.description);
      // What its label says already is not repeated.
      const isNew = explanation !== `${labelOf(field.name)}.`;
      return [isNew && explanation, limits(field)].filter(Boolean).join(' ');
    },
    // A grant is a URN, whose last part is its name.
    optionOf: (option) => find('option', option.split(':').at(-1) ?? '') ?? ownWords(option),
    faultOf: ({ text, values }) =>
      text === 'refusal' ? t(`refusal.${values['code']}` as TextKey) : t(`form.${text}`, values),
  };
}

/** Events have names of their own in all languages. */
function ownWords(option: string): string {
  return /^[A-Z]+(_[A-Z0-9]+)+$/.test(option) ? eventWords(option) : option;
}

/** An empty field is what the API calls null. */
function withoutNull(description: string): string {
  return description.replaceAll(/[;,] (empty or )?null (for|is|clears) [^.;:]*/g, '').replaceAll(/\bnull\b/g, 'empty');
}

/** A name of the API as words, where it has none of its own. */
function wordsOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
