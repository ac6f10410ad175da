import { z } from 'zod';
import { consentEvents } from '../../../domain/tokens/consents/status.ts';

const scopes = z
  .array(
    z.object({
      name: z.string().describe('Name of the scope.'),
      resource: z.string().nullable().describe('Protected resource that has it; null: it is one of OpenID Connect.'),
      granted: z.boolean().describe('Whether you allowed it.'),
    }),
  )
  .describe('What you were asked for.');
const decision = {
  client_id: z.string().describe('Id of the client.'),
  scopes,
  refused_claims: z.array(z.string()).describe('Claims of scopes that you allowed, without which you did.'),
  remember: z.boolean().describe('Whether it holds for later sign-ins.'),
  text_version: z.string().describe('Names the texts that you read.'),
};

export const consentList = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the consent.'),
        name: z.string().describe('Name of the client.'),
        logo_uri: z.string().nullable().describe('Its logo.'),
        ...decision,
        granted_at: z.string().describe('When you first allowed something (RFC 3339).'),
        changed_at: z.string().describe('When you decided last.'),
        expires_at: z.null().describe('It holds until you withdraw it.'),
        last_used_at: z.string().nullable().describe('When a sign-in last rested on it.'),
      }),
    )
    .describe('The clients, newest first.'),
  next_cursor: z.null().describe('There are few enough for one page.'),
});

export const consentParams = z.object({
  id: z.uuid().toLowerCase().describe('The consent, from the list. An unknown one changes nothing.'),
});

export const historyQuery = z.strictObject({
  client_id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\x21-\x7e]+$/)
    .optional()
    .describe('Decisions about one client.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Decisions on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

export const historyList = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the decision.'),
        event: z.enum(consentEvents).describe('What was decided.'),
        at: z.string().describe('When (RFC 3339).'),
        ...decision,
        language: z.string().nullable().describe('Language of the texts; null when you were not the one to decide.'),
        by: z.enum(['you', 'operator']).describe('Who decided.'),
      }),
    )
    .describe('The decisions, newest first. Nothing is taken out of them.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});
