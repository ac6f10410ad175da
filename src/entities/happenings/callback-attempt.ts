import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { CallbackDelivery } from './callback-delivery.ts';

/** One try of a callback: the last ones of each are kept, for whoever wonders why a site was not told. */
export const CallbackAttempt = defineEntity({
  name: 'CallbackAttempt',
  tableName: 'callback_attempt',
  properties: {
    delivery: () => p.manyToOne(CallbackDelivery).mapToPk().primary().deleteRule('cascade'),
    /** 1 is the first try of the delivery; it goes on counting when the callback is replayed. */
    number: p.integer().primary(),
    attemptedAt: p.datetime(),
    durationMs: p.integer(),
    httpStatus: p.integer().nullable(),
    /** Why it failed, in a few words without the address. Null: the site took it. */
    failure: p.string().nullable(),
    /** When the next try is due. Null: none is. */
    nextAttemptAt: p.datetime().nullable(),
  },
});
export type CallbackAttempt = InferEntity<typeof CallbackAttempt>;
