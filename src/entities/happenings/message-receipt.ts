import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { deliveryStatuses } from '../../domain/text-messages/status.ts';

/**
 * One message to a provider, written before it is sent: a retried activity finds it and does not send again. The id is
 * `<subject>:<step>:<n>`.
 */
export const MessageReceipt = defineEntity({
  name: 'MessageReceipt',
  tableName: 'message_receipt',
  properties: {
    id: p.string().length(128).primary(),
    channel: p.enum(['push', 'sms']),
    /** `sending` that stays means that nobody knows: it counts as sent, for a second message would be worse. */
    status: p.enum(['sending', 'sent', 'refused']),
    providerMessageId: p.string().length(255).nullable(),
    refusal: p.string().length(64).nullable(),
    /** What the provider said has become of it since; null = nothing yet. */
    deliveryStatus: p.enum(deliveryStatuses).nullable(),
    /** The provider's code, when it did not arrive. */
    deliveryError: p.string().length(64).nullable(),
    deliveryReportedAt: p.datetime().nullable(),
    createdAt: p.datetime().index(),
  },
});
export type MessageReceipt = InferEntity<typeof MessageReceipt>;
