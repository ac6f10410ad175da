import { z } from 'zod';
import { apiScopes } from '../../../domain/configuration/api-scopes.ts';
import { checkClientSecret, clientIdPattern } from '../../../domain/configuration/client-secret-rules.ts';
import { readClientJwk } from '../../../security/clients/client-jwk.ts';
import { secret } from '../../secret.ts';
import { identifier, readableText } from '../../text.ts';
import { checked, nameText, webUrl } from '../fields.ts';

const clientId = z.string().regex(clientIdPattern);
const clientSecret = checked(z.string().max(256), checkClientSecret);

/** Characters of a JWK: the longest key, with its certificates. */
const longestJwk = 8192;

const publicJwk = checked(z.record(z.string(), z.unknown()), (jwk) => {
  const read = readClientJwk(jwk);
  if ('code' in read) return read;
  return isFlat(jwk) && JSON.stringify(jwk).length <= longestJwk ? undefined : { code: 'not_a_key', message: 'The members of a JWK are texts, numbers, yes or no, or lists of texts: 8192 characters together.' };
});

/** As RFC 7517 has it. It is stored as it came: nested a thousand times, nobody could write it out again. */
function isFlat(jwk: Readonly<Record<string, unknown>>): boolean {
  const isText = (value: unknown) => readableText(longestJwk).safeParse(value).success;
  const isMember = (value: unknown) => isText(value) || typeof value === 'number' || typeof value === 'boolean' || (Array.isArray(value) && value.every(isText));
  return Object.entries(jwk).every(([name, value]) => isText(name) && isMember(value));
}

const scopes = z.array(z.enum(apiScopes)).max(32).transform((names) => [...new Set(names)]);

/** @param options.http whether keys may be published without TLS. */
function fields(options: { http: boolean }) {
  return {
    authentication_method: z.enum(['client_secret_basic', 'private_key_jwt']).optional(),
    client_secret: secret(clientSecret.nullish()),
    public_jwk: publicJwk.nullish(),
    jwks_uri: webUrl(options).nullish(),
    scopes: scopes.optional(),
    public_base_uri: webUrl({ http: true }).nullish(),
  };
}

export const createApiClientBody = (options: { http: boolean }) => z.strictObject({ ...fields(options), name: nameText, client_id: clientId });
/** `client_id` may come back as it was read. */
export const changeApiClientBody = (options: { http: boolean }) => z.strictObject({ ...fields(options), name: nameText.optional(), client_id: clientId.optional() });

export const apiClientParams = z.object({ client_id: identifier(128) });

/** The secret is not in it, nor a trace of it. */
export const apiClientAnswer = z.object({
  name: z.string(),
  client_id: z.string(),
  authentication_method: z.string(),
  public_jwk: z.record(z.string(), z.unknown()).nullable(),
  jwks_uri: z.string().nullable(),
  scopes: z.array(z.string()),
  public_base_uri: z.string().nullable(),
});
