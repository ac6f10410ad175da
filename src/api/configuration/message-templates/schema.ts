import { z } from 'zod';
import { canonicalLocale } from '../../../domain/mobile-authentication/locale.ts';
import { readableText } from '../../text.ts';

export const keyParams = z.object({ key: z.string().max(200) });

/** A language tag (BCP 47), as it is stored. */
const locale = z
  .string()
  .refine((tag) => !tag.includes('_') && canonicalLocale(tag) !== undefined)
  .transform((tag) => canonicalLocale(tag) as string);
export const templateParams = keyParams.extend({ locale });

/** `shipped` and `locale` may come back as they were read; the key says what may be in a text. */
export const putTemplateBody = z.strictObject({ template: readableText(4000), locale: z.string().optional(), shipped: z.boolean().optional() });

export const keysAnswer = z.object({ result: z.array(z.object({ key: z.string(), locales: z.array(z.string()) })) });
export const templateAnswer = z.object({ locale: z.string(), template: z.string(), shipped: z.boolean() });
export const templatesAnswer = z.object({ result: z.array(templateAnswer) });
