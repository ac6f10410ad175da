import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Device } from '../devices/device.ts';
import { Registration } from '../devices/registration.ts';

/**
 * A user's grant to a client: the family of its tokens, which are deleted with it. It is deleted with the registration or
 * the device. The id is no secret, so it is stored in clear.
 */
export const OauthGrant = defineEntity({
  name: 'OauthGrant',
  tableName: 'oauth_grant',
  properties: {
    id: p.string().length(64).primary(),
    accountId: p.string().length(255).index(),
    clientId: p.string().length(128).index(),
    /** Null for other clients than app installations. */
    device: () => p.manyToOne(Device).mapToPk().nullable().index().deleteRule('cascade'),
    registration: () => p.manyToOne(Registration).mapToPk().nullable().index().deleteRule('cascade'),
    payload: p.json<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime().index(),
  },
});
export type OauthGrant = InferEntity<typeof OauthGrant>;
