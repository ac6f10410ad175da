import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { personSources, personStatuses } from '../../domain/persons/status.ts';
import { rowBoundText } from '../columns/row-bound.ts';
import { User } from './user.ts';

/**
 * A user with a profile: `person_id` is the `user_id`. Names are in clear, so that they can be searched; what is not searched is
 * encrypted, bound to the row. What is searched is kept folded (src/domain/persons/search).
 */
export const Person = defineEntity({
  name: 'Person',
  tableName: 'person',
  indexes: [
    {
      name: 'person_search',
      expression: 'create index "person_search" on "person" using gin ("search_text" gin_trgm_ops)',
    },
    {
      name: 'person_phone_parts',
      expression: 'create index "person_phone_parts" on "person" using gin ("phone_parts")',
    },
    { name: 'person_registered', properties: ['registeredAt', 'user'] },
    { name: 'person_by_name', properties: ['sortName', 'user'] },
    { name: 'person_by_status', properties: ['status', 'registeredAt', 'user'] },
  ],
  properties: {
    user: () => p.manyToOne(User).mapToPk().primary().fieldName('id'),
    status: p.enum([...personStatuses]),
    /** Why an operator disabled or enabled them last. */
    statusReason: rowBoundText('id').nullable(),
    /** The action token that activated them, until their status is changed again: only then it may take that back. */
    activatedBy: p.uuid().nullable(),
    /** As it was written; nullable, as a site may know people by their addresses alone. */
    username: p.string().length(64).nullable(),
    /** {@link username} in lower case: one name whatever the case. */
    usernameKey: p.string().length(64).nullable().unique(),
    givenName: p.string().length(100).nullable(),
    familyName: p.string().length(100).nullable(),
    initials: p.string().length(20).nullable(),
    displayName: p.string().length(100).nullable(),
    /** Language tag (BCP 47). */
    locale: p.string().length(35).nullable(),
    /** IANA name of a time zone. */
    zone: p.string().length(64).nullable(),
    gender: rowBoundText('id').nullable(),
    /** `YYYY-MM-DD`. */
    birthDate: rowBoundText('id').nullable(),
    /** JSON: `PostalAddress[]`. */
    addresses: rowBoundText('id').nullable(),
    /** JSON: name -> value. */
    customAttributes: rowBoundText('id').nullable(),
    /** What the site calls the person elsewhere. */
    referenceId: rowBoundText('id').nullable(),
    referenceHash: p.blob().nullable().index(),
    /** Folded: names, username, e-mail addresses and id, each behind a space. */
    searchText: p.text(),
    /** Folded display name, by which people are listed. */
    sortName: p.string().length(255),
    /** Keyed hashes of beginnings and ends of phone numbers. */
    phoneParts: p.array(),
    /** Counts the changes of the person and of what is theirs: the entity tag. */
    revision: p.integer().default(1),
    registeredAt: p.datetime(),
    /** Where they come from. */
    source: p.enum([...personSources]).default('local'),
    changedAt: p.datetime(),
  },
});
export type Person = InferEntity<typeof Person>;
