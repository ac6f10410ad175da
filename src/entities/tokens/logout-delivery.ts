import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { logoutStatuses } from '../../domain/tokens/logouts/status.ts';

/** The back-channel logout of one client of an ended browser session. */
export const LogoutDelivery = defineEntity({
  name: 'LogoutDelivery',
  tableName: 'logout_delivery',
  uniques: [{ name: 'logout_delivery_client_sid', properties: ['clientId', 'sid'] }],
  indexes: [
    { name: 'logout_delivery_created_at', properties: ['createdAt'] },
    {
      name: 'logout_delivery_pending',
      expression: "create index logout_delivery_pending on logout_delivery (created_at) where status = 'pending'",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    clientId: p.string().length(64),
    userId: p.string().length(255),
    /** Public handle of the session. */
    sessionId: p.string().length(64),
    /** The name of the session for this client, as in its ID tokens. */
    sid: p.string().length(64),
    status: p.enum(logoutStatuses).default('pending'),
    attempts: p.integer().default(0),
    lastHttpStatus: p.integer().nullable(),
    /** Reason of the last failure, without the address. */
    lastFailure: p.string().nullable(),
    requestId: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    /** When a worker claimed it to start its workflow. */
    startedAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
  },
});
export type LogoutDelivery = InferEntity<typeof LogoutDelivery>;
