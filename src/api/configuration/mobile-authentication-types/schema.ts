import { z } from 'zod';
import { identifier, readableText } from '../../http/text.ts';
import { mobileAuthenticationTypeFields as names, presentFields } from '../../../domain/configuration/field-names.ts';
import { canonicalLocale } from '../../../domain/configuration/locale.ts';
import { methodNames } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { typeColumnsOf } from '../../../domain/configuration/mobile-authentication-types/type-columns.ts';
import { smsSenderId } from '../../../domain/configuration/sms-gateway/sms-sender-id.ts';
import type { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';

/** Sites send it, and paths contain it. */
const typeName = z.string().regex(/^[A-Za-z0-9](?:[\w.+() -]{0,62}[\w.+()-])?$/);
const method = z.enum(methodNames).describe('How the type reaches the user.');
/** Seconds; a day at most. */
const requestExpiresIn = z.number().int().min(5).max(86_400);

const fields = {
  max_allowed_resends: z.number().int().min(0).max(100).optional().describe('SMS: how often a code may be sent again.'),
  fallback_type: identifier(128)
    .nullish()
    .describe('Type that is tried when this one cannot be initialised; null for none.'),
  max_allowed_attempts: z
    .number()
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('SMS, and types with a verification code: codes that may be tried.'),
  sms_sender_id: smsSenderId
    .nullish()
    .describe('SMS: number or name that messages come from; null for the general one.'),
  verification_code_required: z
    .boolean()
    .optional()
    .describe('Whether the user types six digits of the site into the phone.'),
  transaction_signing: z.boolean().optional().describe('Whether the type is for transactions that the user signs.'),
};

export const createTypeBody = z.strictObject({
  ...fields,
  name: typeName.describe('Name of the type, which sites ask by.'),
  method,
  request_expires_in: requestExpiresIn.describe('Seconds until a transaction expires.'),
});
/** `name` may be sent back unchanged. */
export const changeTypeBody = z.strictObject({
  ...fields,
  name: z.string().optional().describe('Name of the type. Read-only: it may be sent back as it was read.'),
  method: method.optional().describe('How the type reaches the user. Without it the method stays.'),
  request_expires_in: requestExpiresIn.optional().describe('Seconds until a transaction expires.'),
});

export const typeParams = z.object({ name: identifier(128).describe('Name of the type.') });

/** Without fields of other methods. */
export const typeAnswer = z.object({
  name: z.string().describe('Name of the type.'),
  method: z.string().describe('How the type reaches the user.'),
  request_expires_in: z.number().describe('Seconds until a transaction expires.'),
  max_allowed_resends: z.number().optional().describe('SMS: how often a code may be sent again.'),
  fallback_type: z
    .string()
    .nullable()
    .optional()
    .describe('Type that is tried when this one cannot be initialised; null for none.'),
  max_allowed_attempts: z
    .number()
    .optional()
    .describe('SMS, and types with a verification code: codes that may be tried.'),
  sms_sender_id: z
    .string()
    .nullable()
    .optional()
    .describe('SMS: number or name that messages come from; null for the general one.'),
  verification_code_required: z
    .boolean()
    .optional()
    .describe('Whether the user types six digits of the site into the phone.'),
  transaction_signing: z.boolean().optional().describe('Whether the type is for transactions that the user signs.'),
});

/** Its length is limited by a setting and the method. An empty one would show an empty notification. */
const message = readableText(4000).refine((text) => text.trim() !== '');

/** Text by language tag (BCP 47); null removes it. */
export const changeMessagesBody = z
  .record(z.string(), message.nullable())
  .superRefine((messages, context) => {
    const seen = new Set<string>();
    for (const tag of Object.keys(messages)) {
      const locale = tag.includes('_') ? undefined : canonicalLocale(tag);
      const refuse = (reason: string, text: string) =>
        context.addIssue({ code: 'custom', path: [tag], message: text, params: { reason } });
      if (locale === undefined) refuse('invalid_locale', 'This is not a language tag (BCP 47), such as nl or pt-BR.');
      else if (seen.has(locale)) refuse('repeated', 'Two messages are in the same language.');
      else seen.add(locale);
    }
  })
  .transform((messages) =>
    Object.fromEntries(Object.entries(messages).map(([tag, text]) => [canonicalLocale(tag) ?? tag, text])),
  );

/** A text message as it is typed: nothing of it is kept. */
export const previewMessageBody = z.strictObject({ message: readableText(2000).describe('Message of a type.') });
export const previewMessageAnswer = z.object({
  text: z.string().describe('The text message, with a sample of the code.'),
  encoding: z.enum(['GSM-7', 'UCS-2']).describe('Alphabet that the text needs.'),
  length: z.number().int().describe('Septets, or code units of 16 bits.'),
  segments: z.number().int().describe('Segments that the provider bills.'),
});

export const messagesAnswer = z.record(z.string(), z.string());

/** A type with the fields that its method has. */
export function presentType(type: MobileAuthenticationType) {
  const ofMethod = Object.fromEntries(typeColumnsOf(type.method).map((column) => [column, type[column] ?? null]));
  return {
    name: type.name,
    ...presentFields(names, { method: type.method, requestExpiresIn: type.requestExpiresIn, ...ofMethod }),
  };
}
