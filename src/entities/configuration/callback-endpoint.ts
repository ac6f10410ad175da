import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** An allowed callback URL with its credentials. */
export const CallbackEndpoint = defineEntity({
  name: 'CallbackEndpoint',
  tableName: 'callback_endpoint',
  properties: {
    id: p.uuid().primary(),
    /** Compared exactly. */
    url: p.string().length(2048).unique(),
    username: p.string().nullable(),
    password: encryptedText().nullable(),
    signingSecret: encryptedText().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type CallbackEndpoint = InferEntity<typeof CallbackEndpoint>;
