import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import {
  pushEnrollmentFailures,
  pushEnrollmentPurposes,
  pushEnrollmentStatuses,
} from '../../domain/push/push-enrollment/status.ts';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from '../devices/registration.ts';

const ofUser = '(user_id, application_id)';

/**
 * A push token that a registration has to prove (`pending`, decided by its workflow) or has proven (`enrolled`).
 * At most one of each for a registration; by mode also one for a user in an application (`exclusive`).
 */
export const PushEnrollment = defineEntity({
  name: 'PushEnrollment',
  tableName: 'push_enrollment',
  indexes: [
    {
      name: 'push_enrollment_open_of_user',
      expression: `create index push_enrollment_open_of_user on push_enrollment ${ofUser} where status in ('pending', 'enrolled')`,
    },
    {
      name: 'push_enrollment_ended',
      expression:
        "create index push_enrollment_ended on push_enrollment (expires_at) where status in ('expired', 'failed', 'dropped')",
    },
  ],
  uniques: [
    {
      name: 'push_enrollment_one_enrolled',
      expression:
        "create unique index push_enrollment_one_enrolled on push_enrollment (registration_id) where status = 'enrolled'",
    },
    {
      name: 'push_enrollment_one_pending',
      expression:
        "create unique index push_enrollment_one_pending on push_enrollment (registration_id) where status = 'pending'",
    },
    {
      name: 'push_enrollment_alone',
      expression: `create unique index push_enrollment_alone on push_enrollment ${ofUser} where status = 'enrolled' and exclusive`,
    },
    {
      name: 'push_enrollment_place',
      expression: `create unique index push_enrollment_place on push_enrollment ${ofUser} where status = 'pending' and exclusive`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    registration: () => p.manyToOne(Registration).mapToPk().index().deleteRule('cascade'),
    /** Owner of the place: the user of the registration, in the application of the device at that time. */
    userId: p.string().length(255),
    applicationId: p.uuid(),
    /** Whether it holds the single place of its user in the application. */
    exclusive: p.boolean(),
    purpose: p.enum(pushEnrollmentPurposes),
    status: p.enum(pushEnrollmentStatuses),
    /** Why it failed. */
    failure: p.enum(pushEnrollmentFailures).nullable(),
    pushToken: encryptedText(),
    /** Keyed hash, to find other enrolments of the token. */
    pushTokenHash: p.blob().index(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    enrolledAt: p.datetime().nullable(),
  },
});
export type PushEnrollment = InferEntity<typeof PushEnrollment>;
