import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import {
  identityProviderKinds,
  providerAuthentications,
  unknownAccountRules,
} from '../../../domain/configuration/identity-providers/status.ts';
import {
  attributePrefix,
  mappedFields,
  updateRules,
} from '../../../domain/configuration/identity-providers/claim-mapping.ts';
import { attributeName } from '../../../domain/persons/profile/profile-rules.ts';
import { checked, nameText, webUrl } from '../../configuration/fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';

const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/)
  .describe('Id of the provider: letters in lower case, digits and hyphens. Part of its callback address.')
  .meta({ examples: ['google'] });

/** RFC 6749 section 3.3. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/);

const appleId = z.string().regex(/^[A-Za-z0-9]{1,32}$/);

const signingKey = checked(z.string().max(8192), (pem) =>
  isP256(pem) ? undefined : { code: 'invalid_key', message: 'This is no private key of P-256 in PEM.' },
);

const mapping = z.strictObject({
  from: z
    .string()
    .max(256)
    .regex(/^(\/([^~/]|~[01])*)+$/)
    .describe('JSON pointer into the claims of the provider (RFC 6901).'),
  to: z
    .union([
      z.enum(mappedFields),
      z
        .string()
        .startsWith(attributePrefix)
        .refine((to) => attributeName.test(to.slice(attributePrefix.length))),
    ])
    .describe('Field of the profile, or `custom_attributes.NAME`.'),
  update: z
    .enum(updateRules)
    .default('first')
    .describe(
      'When: at each sign-in, `first` when the account becomes a person, or `never`, so that only a test shows it.',
    ),
});

const settings = {
  claims: z
    .array(mapping)
    .max(50)
    .refine((list) => new Set(list.map(({ to }) => to)).size === list.length)
    .describe('Which claim goes where. Left out: the names, when the account becomes a person.'),
  acr: z
    .record(z.string().min(1).max(255), z.number().int().min(1).max(4))
    .refine((levels) => Object.keys(levels).length <= 50)
    .describe('Our level for values of its `acr`. What is not in it counts as level 1.'),
  trust_amr: z
    .boolean()
    .describe('Whether the ways of signing in that its `amr` tells count here, such as two factors of two classes.'),
  trust_auth_time: z.boolean().describe('Whether a sign-in is as old as its `auth_time`; otherwise it is new.'),
  name: nameText.describe('Name on its button.'),
  enabled: z.boolean().describe('Whether people can sign in with it now.'),
  position: z.number().int().min(0).max(1000).describe('Its place among the buttons, lowest first.'),
  issuer: webUrl({ http: true }).describe(
    'The address that names the provider, under which it publishes its metadata; of GitHub the base of its pages. Left out: that of its kind.',
  ),
  api_url: webUrl({ http: true }).nullable().describe('GitHub: base of its API. Left out: the public one.'),
  client_id: identifier(255).describe('Our id there.'),
  client_authentication: z
    .enum(providerAuthentications)
    .describe('How we authenticate at its token endpoint. Left out: as its kind has it.'),
  team_id: appleId.nullable().describe('Apple: the team.'),
  key_id: appleId.nullable().describe('Apple: id of the key.'),
  scopes: z.array(scope).min(1).max(50).describe('What we ask for. Left out: as its kind has it.'),
  on_no_match: z
    .enum(unknownAccountRules)
    .describe('An account that no person is linked to: `create` a person by its verified e-mail address, or `refuse`.'),
};

const secrets = {
  client_secret: secret(identifier(2048).nullable()).describe('Our secret there. Stored encrypted, never answered.'),
  private_key: secret(signingKey.nullable()).describe(
    'Apple: the private key (.p8). Stored encrypted, never answered.',
  ),
};

const { name, client_id, ...others } = settings;
export const newProviderBody = z
  .strictObject({ id, name, kind: z.enum(identityProviderKinds).describe('What it speaks.'), client_id })
  .extend(z.object({ ...others, ...secrets }).partial().shape);
export const changeProviderBody = z.strictObject({ ...settings, ...secrets }).partial();
export const providerParams = z.object({ provider_id: identifier().describe('Id of the provider.') });

export const providerSchema = z.object({
  id,
  kind: z.enum(identityProviderKinds).describe('What it speaks.'),
  ...settings,
  client_secret_set: z.boolean().describe('Whether there is a secret.'),
  private_key_set: z.boolean().describe('Whether there is a private key.'),
  redirect_uri: z.string().describe('The address to register there: browsers come back to it.'),
  created_at: z.string().describe('When it was added (RFC 3339).'),
  changed_at: z.string().describe('When it was changed last (RFC 3339).'),
});

export const providerList = z.object({
  items: z.array(providerSchema).describe('The providers, in the order of their buttons.'),
  next_cursor: z.null().describe('There is no further page.'),
});

function isP256(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
