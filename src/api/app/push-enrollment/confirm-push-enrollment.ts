import type { AppCaller } from '../../../commands/app-caller.ts';
import { findPushEnrollment } from '../../../commands/push-enrollment/find-push-enrollment.ts';
import { isNonceOf } from '../../../commands/push-enrollment/nonce.ts';
import { recordWrongNonce } from '../../../commands/push-enrollment/record-wrong-nonce.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { hasEnded } from '../../has-ended.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'engine'>;

/**
 * Hands a returned nonce to the enrolment's workflow. Returns once the token is enrolled.
 * @throws CountersignError push_enrollment_not_found, push_enrollment_expired, invalid_nonce
 */
export async function confirmPushEnrollment(deps: Deps, caller: AppCaller, request: { enrollmentId: string; messageId: string; nonce: string }): Promise<void> {
  const { enrollmentId, messageId } = request;
  const correct = isNonceOf(deps.keyring, enrollmentId, request.nonce);
  const enrollment = await findPushEnrollment(deps, enrollmentId, caller.profileId);
  if (enrollment.status !== 'pending') return checkEnrolled(enrollment, correct);
  const result = await deps.engine.confirmPushEnrollment(enrollmentId, { messageId, correct }).catch(hasEnded);
  if (result?.verdict === 'enrolled') return;
  if (result?.verdict !== 'wrong') return checkEnrolled(await findPushEnrollment(deps, enrollmentId, caller.profileId), correct);
  await recordWrongNonce(deps, caller, enrollmentId);
  throw new CountersignError('invalid_nonce', { extra: { attempts_left: result.attemptsLeft } });
}

/** The right nonce again, after its answer was lost, is the same success. */
function checkEnrolled(enrollment: { status: string }, correct: boolean): void {
  if (enrollment.status !== 'enrolled' || !correct) throw new CountersignError('push_enrollment_expired');
}
