import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { verifications } from '../../domain/persons/status.ts';
import { rowBoundText } from '../columns/row-bound.ts';
import { Person } from './person.ts';

/** A phone number of a person, encrypted. Several people may have one: it is proven when it becomes a sign-in method. */
export const PersonPhone = defineEntity({
  name: 'PersonPhone',
  tableName: 'person_phone',
  indexes: [
    {
      name: 'person_phone_one_primary',
      expression: 'create unique index person_phone_one_primary on person_phone (person_id) where is_primary',
    },
  ],
  uniques: [{ properties: ['person', 'numberHash'] }],
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().deleteRule('cascade'),
    /** E.164. */
    number: rowBoundText('person_id'),
    /** Keyed hash of the number. */
    numberHash: p.blob().index(),
    isPrimary: p.boolean(),
    /** What the site calls it, such as `mobile`. */
    tag: p.string().length(64).nullable(),
    verifiedAt: p.datetime().nullable(),
    verifiedBy: p.enum([...verifications]).nullable(),
    createdAt: p.datetime(),
  },
});
export type PersonPhone = InferEntity<typeof PersonPhone>;
