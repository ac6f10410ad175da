import { z } from 'zod';
import { consentDeciders, consentEvents } from '../../../domain/tokens/consents/status.ts';

const scopeMembers = {
  name: z.string().describe('Name of the scope.'),
  resource: z.string().nullable().describe('Protected resource that has it; null: it is one of OpenID Connect.'),
};
const isGranted = z.boolean().describe('Whether you allow it.');
const isRequired = z.boolean().describe('The site cannot do without it.');
const refusedClaims = z.array(z.string()).describe('Claims of scopes that you allowed, without which you did.');
const decision = {
  client_id: z.string().describe('Id of the client.'),
  remember: z.boolean().describe('Whether it holds for later sign-ins.'),
  text_version: z.string().describe('Names the texts that you read.'),
};

export const ownConsent = z.object({
  id: z.string().describe('Id of the consent.'),
  name: z.string().describe('Name of the client.'),
  logo_uri: z.string().nullable().describe('Its logo.'),
  ...decision,
  scopes: z
    .array(
      z.object({
        ...scopeMembers,
        description: z.string().describe('What it lets the site know or do, as you read it.'),
        required: isRequired,
        granted: isGranted,
      }),
    )
    .describe('What you were asked for.'),
  claims: z
    .array(
      z.object({
        name: z.string().describe('Name of the claim.'),
        scope: z.string().describe('The scope that it comes with.'),
        description: z.string().nullable().describe('What it is, in your language; null: a claim of OpenID Connect.'),
        required: isRequired,
        granted: isGranted,
      }),
    )
    .describe('What the site knows by these scopes.'),
  refused_claims: refusedClaims,
  remember_offered: z.boolean().describe('Whether the site keeps an answer for later sign-ins.'),
  granted_at: z.string().describe('When you first allowed something (RFC 3339).'),
  changed_at: z.string().describe('When you decided last.'),
  expires_at: z.string().nullable().describe('When you are asked anew; null: it holds until you withdraw it.'),
  last_used_at: z.string().nullable().describe('When a sign-in last rested on it.'),
});

export const consentList = z.object({
  items: z.array(ownConsent).describe('The clients, newest first.'),
  next_cursor: z.null().describe('There are few enough for one page.'),
});

const names = z.array(z.string().min(1).max(255)).max(200);

export const consentBody = z.strictObject({
  scopes: names.describe(
    'Names of the scopes that you allow, of those that the site asked for. All others are taken back.',
  ),
  claims: names.describe('Names of the claims of these scopes that the site gets.'),
  remember: z.boolean().describe('Whether it holds for later sign-ins, where the site offers that.'),
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

export const historyEntry = z.object({
  id: z.string().describe('Id of the decision.'),
  event: z.enum(consentEvents).describe('What became of the consent.'),
  at: z.string().describe('When (RFC 3339).'),
  name: z.string().describe('Name of the client as it is now; its id when it is gone.'),
  ...decision,
  scopes: z.array(z.object({ ...scopeMembers, granted: isGranted })).describe('What you were asked for.'),
  claims: z.array(z.string()).describe('Claims of the scopes that you allowed, as far as the site gets them.'),
  refused_claims: refusedClaims,
  language: z.string().nullable().describe('Language of the texts; null when you were not the one to decide.'),
  by: z
    .enum(consentDeciders)
    .describe('Who decided; `site`: for you, by the end-user API; `system`: its time was over.'),
});

export const historyList = z.object({
  items: z.array(historyEntry).describe('The decisions, newest first. Nothing is taken out of them.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

export const decisionParams = z.object({ id: z.uuid().toLowerCase().describe('The decision, from the history.') });

export const consentReceipt = z.object({
  receipt: z
    .looseObject({
      '@context': z.looseObject({}).describe('Where its terms are explained.'),
      '@type': z.literal('dpv:ConsentReceipt').describe('What it is.'),
    })
    .describe('ISO/IEC TS 27560 as JSON-LD, in the terms of the Data Privacy Vocabulary (https://w3id.org/dpv).'),
  jws: z
    .string()
    .describe('The same, signed (RFC 7515) by a key of `/oauth/jwks`, with the type `consent-receipt+jwt`.'),
});
