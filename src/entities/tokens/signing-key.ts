import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** A key that the authorization server signs with. The id is the `kid` under which its public part is published. */
export const SigningKey = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  properties: {
    id: p.string().length(64).primary(),
    algorithm: p.string().length(16),
    publicJwk: p.json<Record<string, string>>(),
    /** JSON text of the whole JWK. */
    privateJwk: encryptedText(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type SigningKey = InferEntity<typeof SigningKey>;
