import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';

/** What a request with an `Idempotency-Key` was answered: the same request again gets it and makes nothing more. */
export const KeptAnswer = defineEntity({
  name: 'KeptAnswer',
  tableName: 'kept_answer',
  properties: {
    /** `client:` and its id, or `operator:` and theirs. A key is its caller's own. */
    callerId: p.string().length(160).primary(),
    keyHash: p.blob().primary(),
    /** Keyed hash over method, address and body: a key belongs to one request. */
    requestHash: p.blob(),
    /** JSON; it may hold a code. Null only within the transaction that is making it. */
    answer: encryptedText().nullable(),
    expiresAt: p.datetime().index(),
  },
});
export type KeptAnswer = InferEntity<typeof KeptAnswer>;
