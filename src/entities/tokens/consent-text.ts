import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** What people were asked, word for word, in every language, by its version. */
export const ConsentText = defineEntity({
  name: 'ConsentText',
  tableName: 'consent_text',
  properties: {
    version: p.string().length(32).primary(),
    /** Language -> scope -> text. */
    texts: p.json<Record<string, Record<string, string>>>(),
    createdAt: p.datetime(),
  },
});
export type ConsentText = InferEntity<typeof ConsentText>;
