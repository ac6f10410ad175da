import { z } from 'zod';
import { apiScopes } from '../../../domain/configuration/api-scopes.ts';
import { checkClientSecret, clientIdPattern } from '../../../domain/configuration/client-secret-rules.ts';
import { readClientJwk } from '../../../security/clients/client-jwk.ts';
import { checked, nameText, webUrl } from '../fields.ts';

const clientId = z.string().regex(clientIdPattern);
const clientSecret = checked(z.string().max(256), checkClientSecret);

const publicJwk = checked(z.record(z.string(), z.unknown()).refine((jwk) => JSON.stringify(jwk).length <= 8192), (jwk) => {
  const read = readClientJwk(jwk);
  return 'code' in read ? read : undefined;
});

const scopes = z.array(z.enum(apiScopes)).max(32).transform((names) => [...new Set(names)]);

/** @param options.http whether keys may be published without TLS. */
function fields(options: { http: boolean }) {
  return {
    authentication_method: z.enum(['client_secret_basic', 'private_key_jwt']).optional(),
    client_secret: clientSecret.nullish(),
    public_jwk: publicJwk.nullish(),
    jwks_uri: webUrl(options).nullish(),
    scopes: scopes.optional(),
    public_base_uri: webUrl({ http: true }).nullish(),
  };
}

export const createApiClientBody = (options: { http: boolean }) => z.strictObject({ ...fields(options), name: nameText, client_id: clientId });
/** `client_id` may come back as it was read. */
export const changeApiClientBody = (options: { http: boolean }) => z.strictObject({ ...fields(options), name: nameText.optional(), client_id: clientId.optional() });

export const apiClientParams = z.object({ client_id: z.string().max(128) });

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
