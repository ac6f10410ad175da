import { randomUUID } from 'node:crypto';
import { findForgottenPush } from '../../commands/push/push-enrollment/find-forgotten-push.ts';
import { makePushEnrollmentPolicy } from '../../domain/push/push-enrollment/policy.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/**
 * Starts the workflows of push enrolments that have none, while their app may still wait.
 * @returns the number of started workflows.
 */
export async function sweepPushEnrollments(deps: ActivityDeps): Promise<number> {
  const requestId = randomUUID();
  const policy = makePushEnrollmentPolicy((await deps.configuration.current()).general);
  let started = 0;
  for (const row of await findForgottenPush(deps)) {
    if (!(await deps.engine.pushEnrollment.start(row, { policy, requestId, userId: row.userId }))) continue;
    started += 1;
    deps.log.warn(
      { enrollment_id: row.id, request_id: requestId },
      'started a push enrolment that no workflow looked after',
    );
  }
  return started;
}
