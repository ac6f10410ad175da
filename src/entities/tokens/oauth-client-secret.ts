import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { OauthClient } from './oauth-client.ts';

/** A secret of a client. It is made here, of 256 random bits, and shown once: a keyed hash is all that is kept. */
export const OauthClientSecret = defineEntity({
  name: 'OauthClientSecret',
  tableName: 'oauth_client_secret',
  properties: {
    id: p.uuid().primary(),
    client: () => p.manyToOne(OauthClient).mapToPk().index().deleteRule('cascade'),
    hash: p.blob(),
    createdAt: p.datetime(),
  },
});
export type OauthClientSecret = InferEntity<typeof OauthClientSecret>;
