import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Registration } from './registration.ts';

/** The OpenPGP public key of a profile: enrolment for mobile authentication. */
export const KeyEnrollment = defineEntity({
  name: 'KeyEnrollment',
  tableName: 'key_enrollment',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    publicKey: p.text(),
    fingerprint: p.string().length(64),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type KeyEnrollment = InferEntity<typeof KeyEnrollment>;
