import type { FieldRefusal } from '../field-refusal.ts';
import { checkTemplate } from './check-template.ts';
import { checkMailTemplate } from './mail/check-mail-template.ts';
import {
  layoutKey,
  layoutVariables,
  mailKey,
  mailParts,
  mailTemplateNames,
  mailTemplates,
  shortTemplateNames,
  smsKey,
} from './mail/mail-templates.ts';
import type { MailPart, MailTemplateName } from './mail/mail-templates.ts';
import { smsTexts } from './mail/mail-texts.ts';
import { shippedLayout, shippedMail } from './mail/shipped-mail-templates.ts';
import type { TemplateLanguage } from './mail/liquid.ts';
import { contextTemplateKey, placeholders } from './placeholders.ts';
import { shippedTemplates } from './shipped-templates.ts';

/** A text that operators may replace in each language. */
export interface TemplateKey {
  key: string;
  /** Shipped texts by locale. */
  shipped: Readonly<Record<string, string>>;
  check: (text: string) => FieldRefusal | undefined;
  /** `context`: placeholders in square brackets, else a template of variables. */
  language: 'context' | TemplateLanguage;
  variables: readonly string[];
}

/** All of them. Default messages of types are not here: their types have them. */
export const templateKeys: readonly TemplateKey[] = [
  {
    key: contextTemplateKey,
    shipped: shippedTemplates,
    check: checkTemplate,
    language: 'context',
    variables: placeholders,
  },
  ...mailTemplateNames.flatMap((name) => mailParts.map((part) => mailEntry(name, part))),
  ...shortTemplateNames.map((name): TemplateKey => {
    const rules = { language: 'text', ...mailTemplates[name] } as const;
    const check = (text: string) => checkMailTemplate(text, rules);
    return { key: smsKey(name), shipped: smsTexts[name], check, language: 'text', variables: rules.variables };
  }),
  {
    key: layoutKey,
    shipped: shippedLayout,
    language: 'html',
    variables: layoutVariables,
    check: (text) => checkMailTemplate(text, { language: 'html', variables: layoutVariables, needed: ['content'] }),
  },
];

/** A subject says what the mail is about; only text and HTML have to hold what it is for. */
function mailEntry(name: MailTemplateName, part: MailPart): TemplateKey {
  const { variables, needed } = mailTemplates[name];
  const rules = {
    language: part === 'html' ? ('html' as const) : ('text' as const),
    variables,
    needed: part === 'subject' ? [] : needed,
    isLine: part === 'subject',
  };
  return {
    key: mailKey(name, part),
    shipped: shippedMail(name, part),
    ...{ language: rules.language, variables },
    check: (text) => checkMailTemplate(text, rules),
  };
}
