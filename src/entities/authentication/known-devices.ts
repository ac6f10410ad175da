import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Person } from '../persons/person.ts';

/** How often a person has had all browsers forgotten with which they had signed in: what a browser keeps is of one version. */
export const KnownDevices = defineEntity({
  name: 'KnownDevices',
  tableName: 'known_devices',
  properties: {
    person: () => p.manyToOne(Person).mapToPk().primary().deleteRule('cascade'),
    version: p.integer(),
  },
});
export type KnownDevices = InferEntity<typeof KnownDevices>;
