import { z } from 'zod';
import { shownClient } from '../client.ts';

const names = z.array(z.string().max(128)).max(100);
const sessionId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .describe('The `session_id` that the consent page was opened with.');

export const consentQuery = z.strictObject({ session_id: sessionId });

export const consentBody = z.strictObject({
  session_id: sessionId,
  scopes: names.default([]).describe('What the person allows, by name. What was not asked for is passed over.'),
  claims: names.optional().describe('Claims of these scopes that the site gets; all of them when left out.'),
  remember: z.boolean().default(false).describe('Whether it also applies to later sign-ins to this site.'),
  denied: z.boolean().default(false).describe('The person allows nothing: the site is told `access_denied`.'),
});

const client = shownClient.describe('Who asks.');

const motivation = z.string().nullable().describe('Why the site asks for it, in its own words.');

const scopes = z
  .array(
    z.object({
      name: z.string().describe('Name of the scope.'),
      resource: z.string().nullable().describe('Identifier of the protected resource that it is for.'),
      description: z.string().describe('What it lets the site know or do, in the language of the person.'),
      motivation,
      required: z.boolean().describe('The sign-in goes on only with it.'),
      granted: z.boolean().describe('What the person said before; `false` at first.'),
    }),
  )
  .describe('What is asked for.');

const claims = z
  .array(
    z.object({
      name: z.string().describe('Name of the claim.'),
      scope: z.string().describe('The scope that it comes with.'),
      description: z
        .string()
        .nullable()
        .describe('What it is, in the language of the person; null: a claim of OpenID Connect.'),
      motivation,
      required: z.boolean().describe('The sign-in goes on only with it.'),
      granted: z.boolean().describe('What the person said before; `false` at first.'),
    }),
  )
  .describe('What the site would know.');

const details = z
  .array(
    z.object({
      type: z.string().describe('Type of the detail.'),
      description: z.string().nullable().describe('What it allows.'),
      resource: z.string().describe('Name of the protected resource that it is for.'),
      fields: z
        .array(
          z.object({
            label: z.string().describe('Name of the value.'),
            value: z.string().describe('The value.'),
          }),
        )
        .describe('Every value of it.'),
    }),
  )
  .describe('What is to be allowed in particular (RFC 9396), or denied with the rest.');

export const consentQuestion = z
  .object({
    client,
    motivation: z.string().nullable().describe('Why the site asks, in its own words.'),
    scopes,
    claims,
    authorization_details: details,
    remember_offered: z.boolean().describe('Whether the answer can be remembered.'),
    text_version: z.string().describe('Names the texts; it is kept with the answer.'),
  })
  .meta({
    examples: [
      {
        client: { client_id: 'client123', name: 'Shop', logo_uri: null, policy_uri: null, tos_uri: null },
        motivation: null,
        scopes: [
          {
            ...{ name: 'email', resource: null, description: 'Your e-mail address' },
            ...{ motivation: 'To send what you order', required: true, granted: true },
          },
        ],
        claims: [
          { name: 'email', scope: 'email', description: null, motivation: null, required: false, granted: false },
        ],
        authorization_details: [],
        remember_offered: true,
        text_version: 'kT3v9Qm2R0yLx8cP4sWb1A',
      },
    ],
  });

export const consentAnswer = z
  .object({ redirect_to: z.string().describe('Where the browser goes on to the site.') })
  .meta({ examples: [{ redirect_to: 'https://id.example.com/oauth/authorize/kT3v9Qm2R0yLx8cP4sWb1A' }] });
