import type { PushEnrollmentPolicy } from '../../domain/push-enrollment/policy.ts';
import type { PushEnrollment } from '../../entities/people/push-enrollment.ts';

/** The part of a row its workflow is started with: ids and policy numbers. */
export function makePushEnrollmentInput(row: Pick<PushEnrollment, 'id' | 'expiresAt'>, { maxAttempts, maxResends }: PushEnrollmentPolicy, requestId: string) {
  return { enrollmentId: row.id, requestId, expiresAt: row.expiresAt.getTime(), maxAttempts, maxResends };
}
