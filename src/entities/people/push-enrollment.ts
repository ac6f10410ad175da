import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from './registration.ts';

/**
 * A push token on its way to a profile (`pending`, decided by its workflow) or proven to belong to it (`enrolled`).
 * At most one of each for a profile.
 */
export const PushEnrollment = defineEntity({
  name: 'PushEnrollment',
  tableName: 'push_enrollment',
  uniques: [
    { name: 'push_enrollment_one_enrolled', expression: "create unique index push_enrollment_one_enrolled on push_enrollment (registration_id) where status = 'enrolled'" },
    { name: 'push_enrollment_one_pending', expression: "create unique index push_enrollment_one_pending on push_enrollment (registration_id) where status = 'pending'" },
  ],
  properties: {
    id: p.uuid().primary(),
    registration: () => p.manyToOne(Registration).mapToPk().index().deleteRule('cascade'),
    status: p.enum(['pending', 'enrolled', 'expired', 'failed', 'dropped']),
    pushToken: encryptedText(),
    /** Keyed hash, to find who else uses the token. */
    pushTokenHash: p.blob().index(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    enrolledAt: p.datetime().nullable(),
  },
});
export type PushEnrollment = InferEntity<typeof PushEnrollment>;
