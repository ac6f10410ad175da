import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { messageChannels, messageStatuses } from '../../domain/messages/delivery/status.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** One message to a person. Its receipts are `<id>:0:<attempt>`. */
export const Message = defineEntity({
  name: 'Message',
  tableName: 'message',
  indexes: [
    { name: 'message_created_at', properties: ['createdAt'] },
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
    status: p.enum(messageStatuses).default('queued'),
    /** Why it did not go out; a code. */
    failure: p.string().length(64).nullable(),
    attempts: p.integer().default(0),
    requestId: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
export type Message = InferEntity<typeof Message>;
