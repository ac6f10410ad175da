import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { EncryptedText } from '../columns/encrypted.ts';

/** A callback URL that is known: on the whitelist, with its credentials. */
export const CallbackEndpoint = defineEntity({
  name: 'CallbackEndpoint',
  tableName: 'callback_endpoint',
  properties: {
    id: p.uuid().primary(),
    /** Compared exactly. */
    url: p.string().length(2048).unique(),
    username: p.string().nullable(),
    password: p.type(EncryptedText).nullable(),
    signingSecret: p.type(EncryptedText).nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type CallbackEndpoint = InferEntity<typeof CallbackEndpoint>;
