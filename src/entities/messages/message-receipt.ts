import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { messageChannels } from '../../domain/messages/delivery/status.ts';
import { deliveryStatuses } from '../../domain/messages/text-messages/status.ts';

/**
 * One message to a provider, written before it is sent: a retried activity finds it and does not send again. The id is
 * `<subject>:<step>:<n>`.
 */
export const MessageReceipt = defineEntity({
  name: 'MessageReceipt',
  tableName: 'message_receipt',
  properties: {
    id: p.string().length(128).primary(),
    channel: p.enum(['push', ...messageChannels]),
    /** A `sending` that stays means that the result is unknown: it counts as sent, because a second message would be worse. */
    status: p.enum(['sending', 'sent', 'refused']),
    providerMessageId: p.string().length(255).nullable(),
    refusal: p.string().length(64).nullable(),
    /** Milliseconds until the provider answered; null while it has not. */
    tookMs: p.integer().nullable(),
    /** Last delivery state from the provider; null = none yet. */
    deliveryStatus: p.enum(deliveryStatuses).nullable(),
    /** The provider's code, when it did not arrive. */
    deliveryError: p.string().length(64).nullable(),
    deliveryReportedAt: p.datetime().nullable(),
    createdAt: p.datetime().index(),
  },
});
export type MessageReceipt = InferEntity<typeof MessageReceipt>;
