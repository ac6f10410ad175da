import type { AppCaller } from '../../../commands/app-caller.ts';
import type { PushEnrollment } from '../../../entities/people/push-enrollment.ts';
import { findPushEnrollment } from '../../../commands/push-enrollment/find-push-enrollment.ts';
import { isNonceOf } from '../../../commands/push-enrollment/nonce.ts';
import { refusePush } from '../../../commands/push-enrollment/refuse-push.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { hasEnded } from '../../has-ended.ts';

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'keyring' | 'engine'>;

/**
 * Hands a returned nonce to the enrolment's workflow. Returns once the token is enrolled.
 * @throws CountersignError push_enrollment_not_found, push_enrollment_expired, user_already_enrolled, invalid_nonce
 */
export async function confirmPushEnrollment(deps: Deps, caller: AppCaller, request: { enrollmentId: string; messageId: string; nonce: string }): Promise<void> {
  const { enrollmentId, messageId } = request;
  const correct = isNonceOf(deps.keyring, enrollmentId, request.nonce);
  const enrollment = await findPushEnrollment(deps, enrollmentId, caller.profileId);
  if (enrollment.status !== 'pending') return checkEnrolled(enrollment, correct);
  const result = await deps.engine.confirmPushEnrollment(enrollmentId, { messageId, correct }).catch(hasEnded);
  if (result?.verdict === 'enrolled') return;
  if (result?.verdict !== 'wrong') return checkEnrolled(await findPushEnrollment(deps, enrollmentId, caller.profileId), correct);
  throw await refusePush(deps, caller, 'invalid_nonce', { subjectId: enrollmentId, extra: { attempts_left: result.attemptsLeft } });
}

/** The right nonce again, after its answer was lost, has the same answer. */
function checkEnrolled({ status, failure }: Pick<PushEnrollment, 'status' | 'failure'>, correct: boolean): void {
  if (correct && status === 'enrolled') return;
  throw new CountersignError(correct && failure === 'user_already_enrolled' ? failure : 'push_enrollment_expired');
}
