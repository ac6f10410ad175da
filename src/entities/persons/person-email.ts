import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { verifications } from '../../domain/persons/status.ts';
import { Person } from './person.ts';

/** An e-mail address of a person. It belongs to one person, whatever the case it is written in. */
export const PersonEmail = defineEntity({
  name: 'PersonEmail',
  tableName: 'person_email',
  indexes: [
    {
      name: 'person_email_one_primary',
      expression: 'create unique index person_email_one_primary on person_email (person_id) where is_primary',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** As it was written, its domain in ASCII. */
    address: p.string().length(254),
    /** In lower case: what makes it one. */
    addressKey: p.string().length(254).unique(),
    isPrimary: p.boolean(),
    /** What the site calls it, such as `work`. */
    tag: p.string().length(64).nullable(),
    verifiedAt: p.datetime().nullable(),
    verifiedBy: p.enum([...verifications]).nullable(),
    createdAt: p.datetime(),
  },
});
export type PersonEmail = InferEntity<typeof PersonEmail>;
