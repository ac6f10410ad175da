import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** Counters of `rate-limiter-flexible`, which writes these three columns by their position: keep the order. */
export const RateLimit = defineEntity({
  name: 'RateLimit',
  tableName: 'rate_limit',
  properties: {
    key: p.string().length(255).primary(),
    points: p.integer().default(0),
    /** Epoch milliseconds. */
    expire: p.bigint('number').nullable().index(),
  },
});
export type RateLimit = InferEntity<typeof RateLimit>;
