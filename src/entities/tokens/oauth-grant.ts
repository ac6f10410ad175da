import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Device } from '../people/device.ts';
import { Registration } from '../people/registration.ts';

/**
 * What a user let a client do: the family that tokens belong to. Deleting it deletes them, and with the registration or
 * the device it goes by itself. The id names a grant and opens nothing, so it is stored as it is.
 */
export const OauthGrant = defineEntity({
  name: 'OauthGrant',
  tableName: 'oauth_grant',
  properties: {
    id: p.string().length(64).primary(),
    accountId: p.string().length(255).index(),
    clientId: p.string().length(128).index(),
    /** Null for clients that are no app installation. */
    device: () => p.manyToOne(Device).mapToPk().nullable().index().deleteRule('cascade'),
    registration: () => p.manyToOne(Registration).mapToPk().nullable().index().deleteRule('cascade'),
    payload: p.json<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime().index(),
  },
});
export type OauthGrant = InferEntity<typeof OauthGrant>;
