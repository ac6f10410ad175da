import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** One `Idempotency-Key` of an API client and its transaction, from which the answer is rebuilt. */
export const IdempotencyKey = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_key',
  properties: {
    clientId: p.string().length(128).primary(),
    keyHash: p.blob().primary(),
    requestHash: p.blob(),
    subjectId: p.uuid().index(),
    createdAt: p.datetime().index(),
  },
});
export type IdempotencyKey = InferEntity<typeof IdempotencyKey>;
