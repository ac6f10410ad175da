import type { FieldRefusal } from '../field-refusal.ts';
import { placeholderPattern, placeholders } from './placeholders.ts';

/** Characters, and placeholders, of one template. */
export const [longestTemplate, mostPlaceholders] = [1000, 20];

/** Reason of a refused template: unknown placeholders would be shown to users, and the site's message must be included. */
export function checkTemplate(template: string): FieldRefusal | undefined {
  if ([...template].length > longestTemplate)
    return { code: 'too_long', message: `A template has ${longestTemplate} characters at most.` };
  const used = [...template.matchAll(placeholderPattern)].map(([, name]) => name);
  const unknown = template.replaceAll(placeholderPattern, '').match(/\[[^[\]]*\]/);
  if (unknown)
    return {
      code: 'unknown_placeholder',
      message: `Placeholders are ${placeholders.map((name) => `[${name}]`).join(', ')}.`,
    };
  if (!used.includes('message'))
    return { code: 'message_missing', message: 'Without [message] the user would not see what they are asked.' };
  if (used.length > mostPlaceholders)
    return { code: 'too_many', message: `A template has ${mostPlaceholders} placeholders at most.` };
  return undefined;
}
