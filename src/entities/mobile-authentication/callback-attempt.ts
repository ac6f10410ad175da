import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { CallbackDelivery } from './callback-delivery.ts';

/** One try of a callback. The last ones are kept, so that an operator can see why a delivery failed. */
export const CallbackAttempt = defineEntity({
  name: 'CallbackAttempt',
  tableName: 'callback_attempt',
  properties: {
    delivery: () => p.manyToOne(CallbackDelivery).mapToPk().primary().deleteRule('cascade'),
    /** 1 is the first try of the delivery; a replay continues the count. */
    number: p.integer().primary(),
    attemptedAt: p.datetime(),
    durationMs: p.integer(),
    httpStatus: p.integer().nullable(),
    /** Reason of a failure, without the address. Null: delivered. */
    failure: p.string().nullable(),
    /** When the next try is due. Null: none is. */
    nextAttemptAt: p.datetime().nullable(),
  },
});
export type CallbackAttempt = InferEntity<typeof CallbackAttempt>;
