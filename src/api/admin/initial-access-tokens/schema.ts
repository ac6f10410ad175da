import { z } from 'zod';
import { registrableGrants } from '../../../domain/tokens/clients/registration-policy.ts';
import { nameText } from '../../configuration/fields.ts';
import { identifier } from '../../http/text.ts';

const list = <Entry extends z.ZodType>(entry: Entry, most: number) =>
  z
    .array(entry)
    .max(most)
    .refine((entries) => new Set(entries).size === entries.length);

const policy = {
  grant_types: list(z.enum(registrableGrants), registrableGrants.length).min(1).describe('Grants that they may have.'),
  scopes: list(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/), 200).describe('Scopes that they may have.'),
  resources: list(identifier(255), 100).describe('Protected resources that all of them may get tokens for.'),
  redirect_hosts: list(
    z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)
      .max(253),
    50,
  ).describe('Hosts that they may redirect to; empty: any.'),
};

const settings = {
  name: nameText.describe('What it is for.'),
  max_clients: z.number().int().min(1).max(1000).describe('Clients that may register with it.'),
  policy: z.object(policy).describe('What they may be, also when they change themselves later.'),
};

const { grant_types: grantTypes, scopes, resources, redirect_hosts: redirectHosts } = policy;
export const newTokenBody = z.strictObject({
  ...settings,
  policy: z
    .strictObject({
      grant_types: grantTypes.default(['authorization_code']),
      scopes: scopes.default([]),
      resources: resources.default([]),
      redirect_hosts: redirectHosts.default([]),
    })
    .default({ grant_types: ['authorization_code'], scopes: [], resources: [], redirect_hosts: [] })
    .describe('What they may be, also when they change themselves later.'),
  max_clients: settings.max_clients.default(1),
  expires_in_days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe('Days after which no client registers with it.'),
});

export const tokenParams = z.object({ token_id: z.uuid().toLowerCase().describe('Id of the token.') });

export const tokenSchema = z.object({
  id: z.string().describe('Id of the token.'),
  ...settings,
  clients: z.number().int().describe('Clients that have registered with it.'),
  owner: z.string().describe('The operator who made it.'),
  created_at: z.string().describe('When it was made (RFC 3339).'),
  expires_at: z.string().describe('When it expires (RFC 3339).'),
  revoked_at: z.string().nullable().describe('When it was revoked (RFC 3339).'),
});

export const newTokenSchema = tokenSchema.extend({
  initial_access_token: z.string().describe('The token. It is shown this once.'),
});

export const tokenListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Tokens on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

export const tokenList = z.object({
  items: z.array(tokenSchema).describe('The tokens, oldest first.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});
