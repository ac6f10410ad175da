import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** One `Idempotency-Key` of one API client and the transaction it made: the answer is made again from that row. */
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
