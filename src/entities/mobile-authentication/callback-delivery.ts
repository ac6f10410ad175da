import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { callbackStatuses } from '../../domain/mobile-authentication/status.ts';

/** The callback of one finished transaction. The id is the `webhook-id`, the same over all tries. */
export const CallbackDelivery = defineEntity({
  name: 'CallbackDelivery',
  tableName: 'callback_delivery',
  indexes: [
    {
      name: 'callback_delivery_replay_requested',
      expression:
        'create index callback_delivery_replay_requested on callback_delivery (replay_requested_at) where replay_requested_at is not null',
    },
    {
      name: 'callback_delivery_owed',
      expression: "create index callback_delivery_owed on callback_delivery (created_at) where status = 'pending'",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    transactionId: p.uuid().unique(),
    url: p.string().length(2048),
    status: p.enum(callbackStatuses),
    attempts: p.integer().default(0),
    lastHttpStatus: p.integer().nullable(),
    /** Reason of the last failure, without the address. */
    lastFailure: p.string().nullable(),
    createdAt: p.datetime(),
    lastAttemptAt: p.datetime().nullable(),
    /** Null: no try follows. */
    nextAttemptAt: p.datetime().nullable(),
    deliveredAt: p.datetime().nullable(),
    /** Number of replays. Tries of an earlier run are ignored. */
    replays: p.integer().default(0),
    /** When an operator requested the replay that was not tried yet. */
    replayRequestedAt: p.datetime().nullable(),
  },
});
export type CallbackDelivery = InferEntity<typeof CallbackDelivery>;
