import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** The answer to a request with an `Idempotency-Key`: the same request gets it again without effect. */
export const KeptAnswer = defineEntity({
  name: 'KeptAnswer',
  tableName: 'kept_answer',
  properties: {
    /** `client:` or `operator:` and the caller's id. Keys of different callers are independent. */
    callerId: p.string().length(160).primary(),
    keyHash: p.blob().primary(),
    /** Keyed hash over method, address and body: a key belongs to one request. */
    requestHash: p.blob(),
    /** JSON, encrypted because it may hold a code. Null only within the transaction that writes it. */
    answer: encryptedText().nullable(),
    expiresAt: p.datetime().index(),
  },
});
export type KeptAnswer = InferEntity<typeof KeptAnswer>;
