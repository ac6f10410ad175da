/** What is said in mails and messages, by name: the variables that are given, and those without which it says nothing. */
export const mailTemplates = {
  sign_in_code: { variables: ['site', 'code', 'minutes'], needed: ['code'] },
  sign_in_link: { variables: ['site', 'link', 'code', 'minutes'], needed: ['link'] },
  contact_code: { variables: ['site', 'code', 'minutes'], needed: ['code'] },
  invitation: { variables: ['site', 'link', 'days'], needed: ['link'] },
  activation: { variables: ['site', 'link', 'days'], needed: ['link'] },
  action_token: { variables: ['site', 'link', 'hours'], needed: ['link'] },
  method_changed: { variables: ['site', 'change', 'method', 'time', 'link'], needed: ['method', 'link'] },
  change_undone: { variables: ['site', 'changes', 'time', 'link'], needed: ['changes'] },
  user_code_changed: { variables: ['site', 'change', 'time', 'link'], needed: ['change'] },
  certificate_expires: { variables: ['site', 'certificate', 'time', 'days', 'link'], needed: ['certificate', 'time'] },
} as const satisfies Record<string, { variables: readonly string[]; needed: readonly string[] }>;

export type MailTemplateName = keyof typeof mailTemplates;
export const mailTemplateNames = Object.keys(mailTemplates) as MailTemplateName[];

/** The parts of a mail, each a template of its own. */
export const mailParts = ['subject', 'text', 'html'] as const;
export type MailPart = (typeof mailParts)[number];

/** What can be said in a text message too, and in a WhatsApp message, whose words Meta has. */
export const shortTemplateNames = ['sign_in_code', 'contact_code'] as const satisfies readonly MailTemplateName[];
export type ShortTemplateName = (typeof shortTemplateNames)[number];

/** What is around the HTML of every mail. */
export const layoutKey = 'mail.layout';
export const layoutVariables = ['site', 'language', 'content'] as const;

/** Under which key a part is written anew by an operator. */
export function mailKey(name: MailTemplateName, part: MailPart): string {
  return `mail.${name}.${part}`;
}

/** The same for a text message. */
export function smsKey(name: ShortTemplateName): string {
  return `sms.${name}`;
}

/** What a key is of; undefined for one that is of no mail and of no text message. */
export function messageOfKey(
  key: string,
): { channel: 'email'; template: MailTemplateName } | { channel: 'sms'; template: ShortTemplateName } | undefined {
  if (key === layoutKey) return { channel: 'email', template: 'sign_in_link' };
  const short = shortTemplateNames.find((name) => smsKey(name) === key);
  if (short) return { channel: 'sms', template: short };
  const template = mailTemplateNames.find((name) => mailParts.some((part) => mailKey(name, part) === key));
  return template && { channel: 'email', template };
}
