import { mailTemplates, shortTemplateNames } from '../../configuration/message-templates/mail/mail-templates.ts';
import type { MailTemplateName } from '../../configuration/message-templates/mail/mail-templates.ts';
import type { MessageChannel } from '../delivery/status.ts';

const longestValue = 2048;
/** A line break would begin a header, a paragraph or a message of its own; the rest is seen by machines alone. */
const control = /\p{C}|[\u2028\u2029]/u;

/** Why data does not fill a template: a code and the variable, never the value. */
export function checkMessageData(
  template: MailTemplateName,
  channel: MessageChannel,
  data: Readonly<Record<string, string>>,
): string | undefined {
  if (channel !== 'email' && !shortTemplateNames.some((name) => name === template)) return 'not for this channel';
  const variables: readonly string[] = mailTemplates[template].variables;
  const unknown = Object.keys(data).find((name) => !variables.includes(name));
  if (unknown !== undefined) return 'an unknown variable';
  for (const name of variables) {
    const value = data[name];
    if (value === undefined || value === '') return `variable_missing ${name}`;
    if (value.length > longestValue || control.test(value)) return `variable_invalid ${name}`;
  }
  return data['link'] === undefined || isWebAddress(data['link']) ? undefined : 'variable_invalid link';
}

/** An address that a browser opens, without anything that would run. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[\x21-\x7e]+$/.test(text);
}
