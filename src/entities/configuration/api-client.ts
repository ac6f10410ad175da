import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A server-side caller of the REST API: a site, a gateway, a tool. Only a keyed hash of its secret is stored. */
export const ApiClient = defineEntity({
  name: 'ApiClient',
  tableName: 'api_client',
  properties: {
    id: p.string().length(128).primary(),
    name: p.string(),
    authenticationMethod: p.enum(['client_secret_basic', 'private_key_jwt']).default('client_secret_basic'),
    secretHash: p.blob().nullable(),
    /** `private_key_jwt`: the client's static key, or the URL of its published keys, which takes precedence. */
    publicJwk: p.json<Record<string, unknown>>().nullable(),
    jwksUri: p.string().length(2048).nullable(),
    scopes: p.array(),
    publicBaseUri: p.string().length(2048).nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type ApiClient = InferEntity<typeof ApiClient>;
