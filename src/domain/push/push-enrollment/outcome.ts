import type { PushEnrollmentFailure } from './status.ts';

/**
 * How a push enrolment ended. `superseded`: the app dropped its enrolment or its keys meanwhile, so there was nothing to
 * enrol any more.
 */
export type PushEnrollmentOutcome =
  | { status: 'enrolled' | 'expired' | 'superseded' }
  | { status: 'failed'; reason: PushEnrollmentFailure };

/** Result of sending a nonce. `unavailable` is temporary; `refused` and `unregistered` are final. */
export type NonceDispatch = 'sent' | 'unavailable' | 'refused' | 'unregistered' | 'closed';
