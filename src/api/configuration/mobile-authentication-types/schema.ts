import { z } from 'zod';
import { canonicalLocale } from '../../../domain/mobile-authentication/locale.ts';
import { methodNames } from '../../../domain/mobile-authentication/method-names.ts';
import { smsSenderId } from '../../../domain/mobile-authentication/sms-sender-id.ts';
import { identifier, readableText } from '../../text.ts';

/** Sites ask by it, and it stands in paths. */
const typeName = z.string().regex(/^[A-Za-z0-9](?:[\w.+() -]{0,62}[\w.+()-])?$/);
const method = z.enum(methodNames);
/** Seconds; a day at most. */
const requestExpiresIn = z.number().int().min(5).max(86_400);

const fields = {
  max_allowed_resends: z.number().int().min(0).max(100).optional(),
  fallback_type: identifier(128).nullish(),
  max_allowed_attempts: z.number().int().min(0).max(100).optional(),
  sms_sender_id: smsSenderId.nullish(),
  verification_code_required: z.boolean().optional(),
  transaction_signing: z.boolean().optional(),
};

export const createTypeBody = z.strictObject({ ...fields, name: typeName, method, request_expires_in: requestExpiresIn });
/** `name` may come back as it was read. */
export const changeTypeBody = z.strictObject({ ...fields, name: z.string().optional(), method: method.optional(), request_expires_in: requestExpiresIn.optional() });

export const typeParams = z.object({ name: identifier(128) });

/** Without what its method does not have. */
export const typeAnswer = z.object({
  name: z.string(),
  method: z.string(),
  request_expires_in: z.number(),
  max_allowed_resends: z.number().optional(),
  fallback_type: z.string().nullable().optional(),
  max_allowed_attempts: z.number().optional(),
  sms_sender_id: z.string().nullable().optional(),
  verification_code_required: z.boolean().optional(),
  transaction_signing: z.boolean().optional(),
});

/** Setting and method say how long it may be; an empty one would be a notification that says nothing. */
const message = readableText(4000).refine((text) => text.trim() !== '');

/** Text by language tag (BCP 47); null takes it away. */
export const changeMessagesBody = z
  .record(z.string(), message.nullable())
  .superRefine((messages, context) => {
    const seen = new Set<string>();
    for (const tag of Object.keys(messages)) {
      const locale = tag.includes('_') ? undefined : canonicalLocale(tag);
      const refuse = (reason: string, text: string) => context.addIssue({ code: 'custom', path: [tag], message: text, params: { reason } });
      if (locale === undefined) refuse('invalid_locale', 'This is not a language tag (BCP 47), such as nl or pt-BR.');
      else if (seen.has(locale)) refuse('repeated', 'Two messages are in the same language.');
      else seen.add(locale);
    }
  })
  .transform((messages) => Object.fromEntries(Object.entries(messages).map(([tag, text]) => [canonicalLocale(tag) ?? tag, text])));

export const messagesAnswer = z.record(z.string(), z.string());
