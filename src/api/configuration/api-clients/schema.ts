import { z } from 'zod';
import { checked, nameText, webUrl } from '../fields.ts';
import { secret } from '../../http/secret.ts';
import { identifier, readableText } from '../../http/text.ts';
import { apiScopes } from '../../../domain/configuration/api-scopes.ts';
import { checkClientSecret, clientIdPattern } from '../../../domain/configuration/credentials/client-secret-rules.ts';
import { apiClientFields, presentFields } from '../../../domain/configuration/field-names.ts';
import type { ApiClient } from '../../../entities/configuration/api-client.ts';
import { jwkOfPem, readClientJwk } from '../../../security/clients/client-jwk.ts';

const clientId = z.string().regex(clientIdPattern);
const clientSecret = checked(z.string().max(256), checkClientSecret);

/** Most characters of a JWK: the longest key with its certificates. */
const longestJwk = 8192;

/** A JWK, or the PEM of a certificate or a public key, which is converted. */
const jwkOrPem = z
  .union([z.record(z.string(), z.unknown()), z.string().max(longestJwk)])
  .transform((value, context) => {
    const read = typeof value === 'string' ? jwkOfPem(value) : { jwk: value };
    if ('jwk' in read) return read.jwk;
    context.addIssue({ code: 'custom', message: read.message, params: { reason: read.code } });
    return z.NEVER;
  });

const publicJwk = checked(jwkOrPem, (jwk) => {
  const read = readClientJwk(jwk);
  if ('code' in read) return read;
  return isFlat(jwk) && JSON.stringify(jwk).length <= longestJwk
    ? undefined
    : {
        code: 'not_a_key',
        message: 'The members of a JWK are texts, numbers, yes or no, or lists of texts: 8192 characters together.',
      };
});

/** A JWK by RFC 7517, stored as sent. Deep nesting is refused: it could not be serialised again. */
function isFlat(jwk: Readonly<Record<string, unknown>>): boolean {
  const isText = (value: unknown) => readableText(longestJwk).safeParse(value).success;
  const isMember = (value: unknown) =>
    isText(value) ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every(isText));
  return Object.entries(jwk).every(([name, value]) => isText(name) && isMember(value));
}

const scopes = z
  .array(z.enum(apiScopes))
  .max(32)
  .transform((names) => [...new Set(names)]);

/** @param options.http whether keys may be published without TLS. */
function fields(options: { http: boolean }) {
  return {
    authentication_method: z
      .enum(['client_secret_basic', 'private_key_jwt'])
      .optional()
      .describe('How the client proves who it is: by a secret, or by a JWT that it signs.'),
    client_secret: secret(clientSecret.nullish()).describe(
      'The secret, for `client_secret_basic`. 32 to 256 characters.',
    ),
    public_jwk: publicJwk
      .nullish()
      .describe('Public key of the client as a JWK, for `private_key_jwt`. Either this or `jwks_uri`.'),
    jwks_uri: webUrl(options)
      .nullish()
      .describe('Where the client publishes its keys, for `private_key_jwt`. https, outside development.'),
    scopes: scopes.optional().describe('What the client may call.'),
    /** Empty means none, as in the published example. */
    public_base_uri: webUrl({ http: true })
      .or(z.literal('').transform(() => null))
      .nullish()
      .describe('Base address of the client, for people; empty or null for none. The server does not call it.'),
  };
}

export const createApiClientBody = (options: { http: boolean }) =>
  z.strictObject({
    ...fields(options),
    name: nameText.describe('Name of the client, for people.'),
    client_id: clientId.describe('Id that the client signs in with. It cannot be changed later.'),
  });
/** `client_id` may be sent back unchanged. */
export const changeApiClientBody = (options: { http: boolean }) =>
  z.strictObject({
    ...fields(options),
    name: nameText.optional().describe('Name of the client, for people.'),
    client_id: clientId.optional().describe('Id of the client. Read-only: it may be sent back as it was read.'),
  });

export const apiClientParams = z.object({ client_id: identifier(128).describe('Id of the client.') });

/** Without the secret and without its hash. */
export const apiClientAnswer = z.object({
  name: z.string().describe('Name of the client, for people.'),
  client_id: z.string().describe('Id of the client.'),
  authentication_method: z.string().describe('How the client proves who it is.'),
  public_jwk: z.record(z.string(), z.unknown()).nullable().describe('Public key of the client; null if it has none.'),
  jwks_uri: z.string().nullable().describe('Where the client publishes its keys; null if nowhere.'),
  scopes: z.array(z.string()).describe('What the client may call.'),
  public_base_uri: z.string().describe('Base address of the client; empty if it has none.'),
});

/** contract/end-user.md section 6. */
export function presentApiClient(client: ApiClient) {
  return {
    client_id: client.id,
    ...presentFields(apiClientFields, client),
    public_base_uri: client.publicBaseUri ?? '',
  };
}
