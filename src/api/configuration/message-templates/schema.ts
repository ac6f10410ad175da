import { z } from 'zod';
import { canonicalLocale } from '../../../domain/configuration/locale.ts';
import { readableText } from '../../http/text.ts';

export const keyParams = z.object({ key: z.string().max(200).describe('Key of the template.') });

/** A language tag (BCP 47) in its stored form. */
const locale = z
  .string()
  .refine((tag) => !tag.includes('_') && canonicalLocale(tag) !== undefined)
  .transform((tag) => canonicalLocale(tag) as string)
  .describe('Language of the text: a language tag (BCP 47), such as `nl` or `pt-BR`.');
export const templateParams = keyParams.extend({ locale });

/** `shipped` and `locale` may be sent back unchanged. Placeholders of a text depend on the key. */
export const putTemplateBody = z.strictObject({
  template: readableText(20_000).describe(
    'Text with placeholders: in square brackets, such as `[city]`; of mails and messages in braces, such as `{{ code }}`.',
  ),
  locale: z.string().optional().describe('Language of the text. Read-only: it may be sent back as it was read.'),
  shipped: z
    .boolean()
    .optional()
    .describe('Whether it is the text that comes with the server. Read-only: it may be sent back as it was read.'),
});

/** The text as it is typed: nothing of it is kept. */
export const previewBody = z.strictObject({
  template: readableText(20_000).describe('Text with placeholders.'),
  locale: locale.optional().describe('Language of what is around the HTML of a mail; English without one.'),
});
export const previewAnswer = z.object({
  text: z.string().describe('What it says, with samples for what is only known when it is sent.'),
  html: z
    .string()
    .nullable()
    .describe('The whole mail as HTML, for a text of that; null of everything else. Show it where nothing in it runs.'),
  language: z.enum(['context', 'text', 'html']).describe('`context`: of the question on a phone.'),
  variables: z.array(z.string()).describe('Placeholders that there are.'),
  segments: z
    .object({
      encoding: z.enum(['GSM-7', 'UCS-2']).describe('Alphabet that the text needs.'),
      length: z.number().int().describe('Septets, or code units of 16 bits.'),
      segments: z.number().int().describe('Segments that the provider bills.'),
    })
    .nullable()
    .describe('Of a text message; null of everything else.'),
});

export const keysAnswer = z.object({
  result: z
    .array(
      z.object({
        key: z.string().describe('Key of the template.'),
        locales: z.array(z.string()).describe('Languages that the template is written in.'),
      }),
    )
    .describe('The keys.'),
});
export const templateAnswer = z.object({
  locale: z.string().describe('Language of the text (BCP 47).'),
  template: z.string().describe('Text with placeholders in square brackets.'),
  shipped: z.boolean().describe('Whether it is the text that comes with the server.'),
});
export const templatesAnswer = z.object({
  result: z.array(templateAnswer).describe('The template, in each language.'),
});
