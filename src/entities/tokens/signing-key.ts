import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { keyAlgorithms, signingKeyStates } from '../../domain/tokens/signing-keys/status.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** A key that the authorization server signs with, or decrypts with. The id is the `kid` under which its public part is published. */
export const SigningKey = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  indexes: [
    {
      name: 'signing_key_one_current',
      expression: "create unique index signing_key_one_current on signing_key (algorithm) where state = 'current'",
    },
    {
      name: 'signing_key_one_next',
      expression: "create unique index signing_key_one_next on signing_key (algorithm) where state = 'next'",
    },
  ],
  properties: {
    id: p.string().length(64).primary(),
    algorithm: p.enum(keyAlgorithms),
    state: p.enum(signingKeyStates),
    publicJwk: p.json<Record<string, string>>(),
    /** JSON text of the whole JWK. */
    privateJwk: encryptedText(),
    /** Since when it is published. */
    createdAt: p.datetime().defaultRaw('now()'),
    /** Since when it signs, or signed. */
    promotedAt: p.datetime().nullable(),
    /** Of a former key: until then something that it signed may be valid. */
    publishedUntil: p.datetime().nullable(),
  },
});
export type SigningKey = InferEntity<typeof SigningKey>;
