import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { rowBoundText } from '../columns/row-bound.ts';
import { Person } from './person.ts';

/** What a person tells a client with which they want to sign in without a browser (`user_code` of CIBA). Goes with the person. */
export const UserCode = defineEntity({
  name: 'UserCode',
  tableName: 'user_code',
  properties: {
    person: () => p.manyToOne(Person).mapToPk().primary().updateRule('cascade').deleteRule('cascade'),
    /** Its Argon2id hash. */
    hash: rowBoundText('person_id'),
    changedAt: p.datetime(),
  },
});
export type UserCode = InferEntity<typeof UserCode>;
