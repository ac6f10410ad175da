import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A text in one language. `key` is `default_message:<type name>` for the default message of a type. */
export const MessageTemplate = defineEntity({
  name: 'MessageTemplate',
  tableName: 'message_template',
  properties: {
    key: p.string().length(200).primary(),
    /** Language tag (BCP 47), lower case. */
    locale: p.string().length(35).primary(),
    body: p.text(),
  },
});
export type MessageTemplate = InferEntity<typeof MessageTemplate>;
