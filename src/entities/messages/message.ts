import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { messageChannels, messageStatuses } from '../../domain/messages/delivery/status.ts';
import { deliveryStatuses } from '../../domain/messages/text-messages/status.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** SQL for the state that operators see (`MessageState`); an index is on it. */
export const messageState =
  "case when failure = 'withheld' then 'suppressed' when delivery_status in ('delivered', 'undelivered', 'failed') then delivery_status else status end";

/** One message to a person. Its receipts are `<id>:0:<attempt>`. The indexes with `id` are for its list, each read backwards for the newest first. */
export const Message = defineEntity({
  name: 'Message',
  tableName: 'message',
  indexes: [
    { name: 'message_created_at', properties: ['createdAt', 'id'] },
    { name: 'message_by_user', properties: ['userId', 'createdAt', 'id'] },
    { name: 'message_by_channel', properties: ['channel', 'createdAt', 'id'] },
    { name: 'message_by_template', properties: ['template', 'createdAt', 'id'] },
    {
      name: 'message_by_state',
      expression: `create index message_by_state on message ((${messageState}), created_at, id)`,
    },
    {
      name: 'message_queued',
      expression: "create index message_queued on message (created_at) where status = 'queued'",
    },
  ],
  properties: {
    id: p.uuid().primary(),
    channel: p.enum(messageChannels),
    /** What it says: a name of the catalogue of mail templates. */
    template: p.string().length(64),
    locale: p.string().length(35),
    userId: p.string().nullable(),
    /** JSON: whom it goes to, and what fills the template. Gone when the message has ended. */
    content: encryptedText().nullable(),
    /** The masked address or number, for operators. Gone with the person. */
    destination: encryptedText().nullable(),
    status: p.enum(messageStatuses).default('queued'),
    /** Why it did not go out; a code. */
    failure: p.string().length(64).nullable(),
    attempts: p.integer().default(0),
    requestId: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
    /** The last report of its provider; null = none yet. The receipt of the try has the same. */
    deliveryStatus: p.enum(deliveryStatuses).nullable(),
    deliveryError: p.string().length(64).nullable(),
    deliveryReportedAt: p.datetime().nullable(),
  },
});
export type Message = InferEntity<typeof Message>;
