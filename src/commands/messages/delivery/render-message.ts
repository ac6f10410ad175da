import { randomBytes } from 'node:crypto';
import { localesFor } from '../../../domain/configuration/locale.ts';
import {
  layoutKey,
  mailKey,
  mailParts,
  smsKey,
} from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import type {
  MailTemplateName,
  ShortTemplateName,
} from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { renderTemplate } from '../../../domain/configuration/message-templates/mail/liquid.ts';
import { templateKeys } from '../../../domain/configuration/message-templates/template-keys.ts';

export interface Rendering<Name> {
  /** What operators wrote: `key` + newline + `locale` -> text. */
  templates: ReadonlyMap<string, string>;
  /** Languages in which shipped texts are used. */
  supported: readonly string[];
  template: Name;
  locale: string;
  data: Readonly<Record<string, string>>;
}

/** @throws Error when a template of an operator cannot be rendered. */
export async function renderMail(
  rendering: Rendering<MailTemplateName>,
): Promise<{ subject: string; text: string; html: string }> {
  const { template, data } = rendering;
  // One language for all of it: where a part is missing, none of it is used.
  const found = findTexts(
    rendering,
    mailParts.map((part) => mailKey(template, part)),
  );
  const [subject, text, html] = found.texts as [string, string, string];
  return {
    subject: (await renderTemplate(subject, 'text', data)).replaceAll(/\s+/g, ' ').trim(),
    text: await renderTemplate(text, 'text', data),
    html: await renderFrame(rendering, found.locale, await renderTemplate(html, 'html', data)),
  };
}

/** The HTML of a mail without what is around it. @throws Error when a template of an operator cannot be rendered. */
export async function renderContent(rendering: Rendering<MailTemplateName>): Promise<string> {
  const [html] = findTexts(rendering, [mailKey(rendering.template, 'html')]).texts as [string];
  return renderTemplate(html, 'html', rendering.data);
}

/** The words of a text message. @throws Error when a template of an operator cannot be rendered. */
export async function renderText(rendering: Rendering<ShortTemplateName>): Promise<string> {
  const [text] = findTexts(rendering, [smsKey(rendering.template)]).texts as [string];
  return renderTemplate(text, 'text', rendering.data);
}

/**
 * What is around the HTML of a mail, with the HTML in it.
 * @param typed in the place of the one that is stored.
 * @throws Error when a template of an operator cannot be rendered.
 */
export async function renderFrame(
  rendering: Omit<Rendering<unknown>, 'template'>,
  language: string,
  content: string,
  typed?: string,
): Promise<string> {
  const layout = typed ?? (findTexts(rendering, [layoutKey]).texts[0] as string);
  // The content is put where its stand-in is, not through the template: there it would be escaped like any data.
  const standIn = `content-${randomBytes(16).toString('hex')}`;
  const site = rendering.data['site'] ?? '';
  const frame = await renderTemplate(layout, 'html', { site, language, content: standIn });
  return frame.replaceAll(standIn, () => content);
}

/** In the asked language, else in a more general one, else in English; in each, an operator's own before the shipped one. */
function findTexts(
  { templates, supported, locale: asked }: Omit<Rendering<unknown>, 'template' | 'data'>,
  keys: readonly string[],
): { texts: readonly string[]; locale: string } {
  const shippedOf = (key: string) => templateKeys.find((entry) => entry.key === key)?.shipped ?? {};
  for (const locale of localesFor(asked)) {
    const isShippedUsed = locale === 'en' || supported.includes(locale);
    const texts = keys.map(
      (key) => templates.get(`${key}\n${locale}`) ?? (isShippedUsed ? shippedOf(key)[locale] : undefined),
    );
    if (texts.every((text) => text !== undefined)) return { texts: texts as string[], locale };
  }
  throw new Error(`no language has all of ${keys.join(', ')}`);
}
