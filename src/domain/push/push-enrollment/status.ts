/** Stored statuses of a push enrolment. Intermediate states exist only in the workflow. */
export const pushEnrollmentStatuses = ['pending', 'enrolled', 'expired', 'failed', 'dropped'] as const;

/** `enrollment`: this phone is to be reached from now on. `update`: its push token has changed. */
export const pushEnrollmentPurposes = ['enrollment', 'update'] as const;
export type PushEnrollmentPurpose = (typeof pushEnrollmentPurposes)[number];

/** Why the token was not enrolled. */
export const pushEnrollmentFailures = [
  'attempts_exceeded',
  'cancelled',
  'provider_refused',
  'unregistered',
  'user_already_enrolled',
] as const;
export type PushEnrollmentFailure = (typeof pushEnrollmentFailures)[number];
