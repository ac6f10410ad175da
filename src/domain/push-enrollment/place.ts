import type { PushEnrollmentPurpose } from './status.ts';

/**
 * How many phones of one user may be enrolled for push in one application (spec "Configure enrollment for mobile
 * authentication with push rules").
 */
export const pushEnrollmentModes = ['single_device', 'override_allowed', 'multiple_devices'] as const;
export type PushEnrollmentMode = (typeof pushEnrollmentModes)[number];

/** What is asked for, and what stands. */
export interface PlaceRequest {
  mode: PushEnrollmentMode;
  purpose: PushEnrollmentPurpose;
  /** The profile itself is enrolled. */
  enrolledHere: boolean;
  /** Another phone of the same user is, in the same application. */
  enrolledElsewhere: boolean;
}

/** `beside`: what other phones have stays. `override`: they lose it. `refuse`: the user is enrolled already. */
export type PlaceDecision = 'beside' | 'override' | 'refuse';

/**
 * Whether a phone may be enrolled beside, or instead of, other phones of its user. A new token of an enrolled phone adds
 * none, so it takes nothing from anybody; but a phone that lost its enrolment on the way cannot take it back by an update.
 */
export function decidePlace({ mode, purpose, enrolledHere, enrolledElsewhere }: PlaceRequest): PlaceDecision {
  if (mode === 'multiple_devices' || !enrolledElsewhere) return 'beside';
  if (purpose === 'update') return enrolledHere ? 'beside' : 'refuse';
  return mode === 'override_allowed' ? 'override' : 'refuse';
}

/**
 * Whether a user's one place in an application is held while a token is being proven: two phones at once, of which only one
 * can stay, take turns.
 */
export function holdsPlaceOfUser({ mode, purpose }: Pick<PlaceRequest, 'mode' | 'purpose'>): boolean {
  return mode !== 'multiple_devices' && purpose === 'enrollment';
}

/** Whether an enrolment that was decided on is the only one of its user in the application, and has to stay so. */
export function staysAlone({ mode, enrolledElsewhere }: Pick<PlaceRequest, 'mode' | 'enrolledElsewhere'>, decision: PlaceDecision): boolean {
  return mode !== 'multiple_devices' && (decision === 'override' || !enrolledElsewhere);
}
