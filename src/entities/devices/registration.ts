import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Device } from './device.ts';
import { User } from '../persons/user.ts';

/** One user on one device: the "profile" of the app protocol (`profile_id`). */
export const Registration = defineEntity({
  name: 'Registration',
  tableName: 'registration',
  indexes: [
    {
      name: 'registration_removal_due',
      expression:
        'create index "registration_removal_due" on "registration" ("removal_due_at") where "removal_due_at" is not null',
    },
  ],
  uniques: [{ properties: ['user', 'device'] }],
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk(),
    device: () => p.manyToOne(Device).mapToPk().index(),
    createdAt: p.datetime().defaultRaw('now()'),
    /** When this user last got tokens on this device. */
    lastLoginAt: p.datetime().nullable(),
    /** When it is removed, as its user said that the phone is lost; null: it stays. */
    removalDueAt: p.datetime().nullable(),
  },
});
export type Registration = InferEntity<typeof Registration>;
