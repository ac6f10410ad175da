import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** A mobile app product. Its OpenPGP key signs what the app shows and opens what the app answers. */
export const Application = defineEntity({
  name: 'Application',
  tableName: 'application',
  properties: {
    id: p.uuid().primary(),
    identifier: p.string().length(128).unique(),
    name: p.string(),
    serverPublicKey: p.text(),
    serverPrivateKey: encryptedText(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Application = InferEntity<typeof Application>;
