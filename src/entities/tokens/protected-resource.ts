import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { DetailType } from '../../domain/tokens/resources/authorization-details.ts';
import { tokenBindings, tokenFormats } from '../../domain/tokens/resources/status.ts';
import { signingAlgorithms } from '../../domain/tokens/signing-keys/status.ts';

/** What a resource's tokens may allow. */
export interface ResourceScope {
  name: string;
  description: string | null;
  /** Whether the user is asked before a client gets it. */
  consent: boolean;
}

/** An API that access tokens are for: each token is for one of them (RFC 8707). */
export const ProtectedResource = defineEntity({
  name: 'ProtectedResource',
  tableName: 'protected_resource',
  properties: {
    id: p.uuid().primary(),
    /** Absolute URI that clients ask for in `resource`, and the audience of its tokens. */
    identifier: p.string().length(255).unique(),
    name: p.string().length(128),
    scopes: p.json<ResourceScope[]>(),
    tokenFormat: p.enum(tokenFormats).default('opaque'),
    /** Seconds; null = 300 of an opaque token, 600 of a JWT. */
    tokenLifetime: p.integer().nullable(),
    signingAlg: p.enum(signingAlgorithms).default('ES256'),
    binding: p.enum(tokenBindings).default('none'),
    /** Level of authentication (1 to 4) that it asks for where a user is behind the token. */
    requiredLevel: p.integer().nullable(),
    /** Seconds that this authentication may be old. */
    maxAge: p.integer().nullable(),
    /** Types of `authorization_details` that its tokens may have (RFC 9396). */
    authorizationDetailsTypes: p.json<DetailType[]>(),
    /** Clients that may ask what a token of it is good for (RFC 7662). */
    introspectionClients: p.json<string[]>(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type ProtectedResource = InferEntity<typeof ProtectedResource>;
