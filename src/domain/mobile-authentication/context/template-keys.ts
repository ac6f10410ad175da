import type { FieldRefusal } from '../../configuration/field-refusal.ts';
import { checkTemplate } from './check-template.ts';
import { contextTemplateKey } from './placeholders.ts';
import { shippedTemplates } from './shipped-templates.ts';

/** A text that operators may write anew in each language. */
export interface TemplateKey {
  key: string;
  /** What is there by itself, by locale. */
  shipped: Readonly<Record<string, string>>;
  check: (text: string) => FieldRefusal | undefined;
}

/** All of them. Default messages of types are not here: their types have them. */
export const templateKeys: readonly TemplateKey[] = [{ key: contextTemplateKey, shipped: shippedTemplates, check: checkTemplate }];
