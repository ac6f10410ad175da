import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** The callback of one finished transaction. The id is the `webhook-id`, the same over all tries. */
export const CallbackDelivery = defineEntity({
  name: 'CallbackDelivery',
  tableName: 'callback_delivery',
  properties: {
    id: p.uuid().primary(),
    transactionId: p.uuid().unique(),
    url: p.string().length(2048),
    status: p.enum(['pending', 'delivered', 'failed']),
    attempts: p.integer().default(0),
    lastHttpStatus: p.integer().nullable(),
    /** Why the last try failed, in a few words without the address. */
    lastFailure: p.string().nullable(),
    createdAt: p.datetime(),
    lastAttemptAt: p.datetime().nullable(),
    deliveredAt: p.datetime().nullable(),
  },
});
export type CallbackDelivery = InferEntity<typeof CallbackDelivery>;
