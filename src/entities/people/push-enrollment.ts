import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { pushEnrollmentFailures, pushEnrollmentPurposes, pushEnrollmentStatuses } from '../../domain/push-enrollment/status.ts';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from './registration.ts';

const ofUser = '(user_id, application_id)';

/**
 * A push token on its way to a profile (`pending`, decided by its workflow) or proven to belong to it (`enrolled`).
 * At most one of each for a profile; and for a user in an application, as far as the mode asks for it (`exclusive`).
 */
export const PushEnrollment = defineEntity({
  name: 'PushEnrollment',
  tableName: 'push_enrollment',
  indexes: [
    { name: 'push_enrollment_open_of_user', expression: `create index push_enrollment_open_of_user on push_enrollment ${ofUser} where status in ('pending', 'enrolled')` },
    { name: 'push_enrollment_ended', expression: "create index push_enrollment_ended on push_enrollment (expires_at) where status in ('expired', 'failed', 'dropped')" },
  ],
  uniques: [
    { name: 'push_enrollment_one_enrolled', expression: "create unique index push_enrollment_one_enrolled on push_enrollment (registration_id) where status = 'enrolled'" },
    { name: 'push_enrollment_one_pending', expression: "create unique index push_enrollment_one_pending on push_enrollment (registration_id) where status = 'pending'" },
    { name: 'push_enrollment_alone', expression: `create unique index push_enrollment_alone on push_enrollment ${ofUser} where status = 'enrolled' and exclusive` },
    { name: 'push_enrollment_place', expression: `create unique index push_enrollment_place on push_enrollment ${ofUser} where status = 'pending' and exclusive` },
  ],
  properties: {
    id: p.uuid().primary(),
    registration: () => p.manyToOne(Registration).mapToPk().index().deleteRule('cascade'),
    /** Whose place it takes: the user of the registration, in the application that the device ran then. */
    userId: p.string().length(255),
    applicationId: p.uuid(),
    /** It holds the one place of its user in the application. */
    exclusive: p.boolean(),
    purpose: p.enum(pushEnrollmentPurposes),
    status: p.enum(pushEnrollmentStatuses),
    /** Why it failed. */
    failure: p.enum(pushEnrollmentFailures).nullable(),
    pushToken: encryptedText(),
    /** Keyed hash, to find who else uses the token. */
    pushTokenHash: p.blob().index(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    enrolledAt: p.datetime().nullable(),
  },
});
export type PushEnrollment = InferEntity<typeof PushEnrollment>;
