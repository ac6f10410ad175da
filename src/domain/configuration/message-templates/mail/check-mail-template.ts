import type { FieldRefusal } from '../../field-refusal.ts';
import { variablesOf } from './liquid.ts';
import type { TemplateLanguage } from './liquid.ts';

export interface TemplateRules {
  language: TemplateLanguage;
  /** What it may use. */
  variables: readonly string[];
  /** What it has to use. */
  needed: readonly string[];
  /** Whether it is one line. */
  isLine?: boolean;
}

/** Why a template cannot be used: it would fail when the mail is due, or leave out what the mail is for. */
export function checkMailTemplate(template: string, rules: TemplateRules): FieldRefusal | undefined {
  if (rules.isLine && /[\r\n]/.test(template)) return { code: 'template_invalid', message: 'A subject is one line.' };
  let used: string[];
  try {
    used = variablesOf(template, rules.language);
  } catch (error) {
    return { code: 'template_invalid', message: `The template cannot be read${lineOf(error)}.` };
  }
  const unknown = used.find((name) => !rules.variables.includes(name));
  if (unknown !== undefined)
    return {
      code: 'variable_unknown',
      message: `Variables are ${rules.variables.map((name) => `{{ ${name} }}`).join(', ')}.`,
    };
  const missing = rules.needed.find((name) => !used.includes(name));
  return missing === undefined
    ? undefined
    : { code: 'variable_missing', message: `Without {{ ${missing} }} it does not say what it is for.` };
}

/** The library's own words quote the template. */
function lineOf(error: unknown): string {
  const { token } = error as { token?: { getPosition?: () => [line: number, column: number] } };
  const line = token?.getPosition?.()[0];
  return typeof line === 'number' ? ` (line ${line})` : '';
}
