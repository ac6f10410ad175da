import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { RegistrationPolicy } from '../../domain/tokens/clients/registration-policy.ts';

/** Lets clients register themselves (RFC 7591 section 3): a number of them, for a time, within a policy that stays theirs. */
export const InitialAccessToken = defineEntity({
  name: 'InitialAccessToken',
  tableName: 'initial_access_token',
  properties: {
    id: p.uuid().primary(),
    /** Keyed hash of the token. */
    tokenHash: p.blob().unique(),
    name: p.string().length(128),
    policy: p.json<RegistrationPolicy>(),
    /** Clients that it is good for. */
    mostClients: p.integer(),
    /** Clients that were registered with it. */
    clients: p.integer().default(0),
    /** The operator who made it, and so owns what is registered with it. */
    owner: p.string().length(255),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
});
export type InitialAccessToken = InferEntity<typeof InitialAccessToken>;
