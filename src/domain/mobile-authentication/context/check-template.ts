import type { FieldRefusal } from '../../configuration/field-refusal.ts';
import { placeholderPattern, placeholders } from './placeholders.ts';

/** Characters, and placeholders, of one template. */
export const [longestTemplate, mostPlaceholders] = [1000, 20];

/** Why a template cannot be used: a placeholder that nothing fills would be shown to people, and the site's own text must not get lost. */
export function checkTemplate(template: string): FieldRefusal | undefined {
  if ([...template].length > longestTemplate) return { code: 'too_long', message: `A template has ${longestTemplate} characters at most.` };
  const used = [...template.matchAll(placeholderPattern)].map(([, name]) => name);
  const unknown = template.replaceAll(placeholderPattern, '').match(/\[[^[\]]*\]/);
  if (unknown) return { code: 'unknown_placeholder', message: `Placeholders are ${placeholders.map((name) => `[${name}]`).join(', ')}.` };
  if (!used.includes('message')) return { code: 'message_missing', message: 'Without [message] the user would not see what they are asked.' };
  if (used.length > mostPlaceholders) return { code: 'too_many', message: `A template has ${mostPlaceholders} placeholders at most.` };
  return undefined;
}
