import type { PushEnrollmentMode } from '../../configuration/push-enrollment-modes.ts';
import type { PushEnrollmentPurpose } from './status.ts';

/** The requested enrolment and the existing ones. */
export interface PlaceRequest {
  mode: PushEnrollmentMode;
  purpose: PushEnrollmentPurpose;
  /** The registration itself is enrolled. */
  enrolledHere: boolean;
  /** Another phone of the same user is, in the same application. */
  enrolledElsewhere: boolean;
}

/** `beside`: what other phones have stays. `override`: they lose it. `refuse`: the user is enrolled already. */
export type PlaceDecision = 'beside' | 'override' | 'refuse';

/**
 * Whether a phone may be enrolled beside, or instead of, other phones of its user. A new token of an enrolled phone adds
 * none, so it takes no other phone's place; but a phone that lost its enrolment on the way cannot take it back by an update.
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

/** Whether an enrolment must stay the only one of its user in the application. */
export function staysAlone(
  { mode, enrolledElsewhere }: Pick<PlaceRequest, 'mode' | 'enrolledElsewhere'>,
  decision: PlaceDecision,
): boolean {
  return mode !== 'multiple_devices' && (decision === 'override' || !enrolledElsewhere);
}
