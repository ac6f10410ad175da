import type { GeneralSettings } from '../../configuration/general-settings.ts';

/** Rules of a push enrolment, fixed at its start. */
export interface PushEnrollmentPolicy {
  /** Seconds from the start until the nonce is no longer taken. */
  timeToLive: number;
  /** Nonces that may be returned, right or wrong. */
  maxAttempts: number;
  /** Times the nonce may be sent again. */
  maxResends: number;
}

/** The policy of an enrolment that starts now. */
export function makePushEnrollmentPolicy(general: GeneralSettings): PushEnrollmentPolicy {
  return {
    timeToLive: general.push_enrollment_expires_in,
    maxAttempts: general.push_enrollment_max_attempts,
    maxResends: general.push_enrollment_max_resends,
  };
}
