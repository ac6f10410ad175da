import { z } from 'zod';
import { tokenBindings, tokenFormats } from '../../../domain/tokens/resources/status.ts';
import { signingAlgorithms } from '../../../domain/tokens/signing-keys/status.ts';
import { checked, nameText } from '../../configuration/fields.ts';
import { readableText } from '../../http/text.ts';

/** RFC 8707 section 2: an absolute URI without a fragment. It is compared letter by letter. */
const resourceIdentifier = checked(z.string().min(1).max(255), (text) => {
  const url = /^[\x21-\x7e]+$/.test(text) && !text.includes('#') ? URL.parse(text) : null;
  return url && !url.username && !url.password
    ? undefined
    : { code: 'invalid_uri', message: 'This is not an absolute URI, or has a fragment or credentials in it.' };
});

const scope = z.strictObject({
  name: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/)
    .describe('Name of the scope.'),
  description: readableText(500).nullable().default(null).describe('What it allows, for the users who are asked.'),
  consent: z.boolean().default(true).describe('Whether users are asked before a client gets it.'),
});

const detailType = z.strictObject({
  type: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/)
    .describe('Name of the type, as clients send it.'),
  description: readableText(500).nullable().default(null).describe('What it allows, for the users who are asked.'),
  schema: z
    .record(z.string().max(128), z.unknown())
    .refine((schema) => JSON.stringify(schema).length <= 16_384)
    .describe('JSON schema of one object of this type. `title` of a property is what users see as its name.'),
});

const settings = {
  identifier: resourceIdentifier.describe('Absolute URI that clients send as `resource`, and the audience of tokens.'),
  name: nameText.describe('Name of the resource.'),
  scopes: z.array(scope).max(200).describe('Scopes that its tokens may have.'),
  token_format: z
    .enum(tokenFormats)
    .describe('`opaque`: the resource server introspects tokens; `jwt`: it reads them (RFC 9068).'),
  token_lifetime: z
    .number()
    .int()
    .min(30)
    .max(86_400)
    .nullable()
    .describe('Seconds that its tokens live; null = 300 of opaque ones, 600 of JWTs.'),
  signing_alg: z.enum(signingAlgorithms).describe('Algorithm that its JWTs are signed by.'),
  binding: z
    .enum(tokenBindings)
    .describe(
      '`dpop`: its tokens are bound to a key that the client proves (RFC 9449). `mtls`: to the certificate of the client (RFC 8705).',
    ),
  required_level: z
    .number()
    .int()
    .min(1)
    .max(4)
    .nullable()
    .describe('Level of authentication that it asks for; null = any.'),
  max_age: z
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .nullable()
    .describe('Seconds that this authentication may be old; null = any.'),
  introspection_clients: z
    .array(z.string().regex(/^[\x21-\x7e]{1,64}$/))
    .max(50)
    .describe('Ids of the clients that may introspect its tokens (RFC 7662).'),
  authorization_details_types: z
    .array(detailType)
    .max(20)
    .refine((types) => new Set(types.map(({ type }) => type)).size === types.length)
    .describe('Types of `authorization_details` that its tokens may have (RFC 9396). A type is of one resource.'),
};

const { identifier, name, ...others } = settings;
export const newResourceBody = z.strictObject({ identifier, name }).extend(z.object(others).partial().shape);
export const changeResourceBody = z.strictObject(settings).partial();
export const resourceParams = z.object({
  resource_id: z.uuid().toLowerCase().describe('Id of the protected resource.'),
});

export const resourceSchema = z.object({
  id: z.string().describe('Id of the protected resource.'),
  ...settings,
  created_at: z.string().describe('When it was added (RFC 3339).'),
  changed_at: z.string().describe('When it was changed last (RFC 3339).'),
});

export const resourceListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Protected resources on a page.'),
  cursor: z.string().max(400).optional().describe('`next_cursor` of the page before.'),
});

export const resourceList = z.object({
  items: z.array(resourceSchema).describe('The protected resources, by identifier.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

/** RFC 9728 section 2. */
export const resourceMetadata = z.object({
  resource: z.string().describe('Identifier of the resource.'),
  authorization_servers: z.array(z.string()).describe('Issuers of its tokens.'),
  jwks_uri: z.string().optional().describe('Keys that its JWTs are signed with.'),
  scopes_supported: z.array(z.string()).describe('Scopes that its tokens may have.'),
  bearer_methods_supported: z.array(z.string()).describe('How tokens are sent.'),
  resource_name: z.string().describe('Name of the resource.'),
  authorization_details_types_supported: z.array(z.string()).optional().describe('Types of `authorization_details`.'),
  dpop_signing_alg_values_supported: z.array(z.string()).optional().describe('Algorithms of DPoP proofs.'),
  dpop_bound_access_tokens_required: z.boolean().describe('Whether tokens are bound to a key.'),
  tls_client_certificate_bound_access_tokens: z.boolean().optional().describe('Tokens are bound to a certificate.'),
});
