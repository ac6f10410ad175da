import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Person } from './person.ts';

/** A code that went to a phone number that a person adds or removes. Kept for an hour, in which its country is watched. */
export const SentContactCode = defineEntity({
  name: 'SentContactCode',
  tableName: 'sent_contact_code',
  indexes: [{ name: 'sent_contact_code_country', properties: ['country', 'createdAt'] }],
  properties: {
    /** The row of `sign_in_method` that waited for it. */
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** Calling code of the number. */
    country: p.string().length(4),
    /** Whether it was typed. */
    isProven: p.boolean().default(false),
    createdAt: p.datetime().index(),
  },
});
export type SentContactCode = InferEntity<typeof SentContactCode>;
