import { randomUUID } from 'node:crypto';
import { findForgottenPush } from '../../commands/push-enrollment/find-forgotten-push.ts';
import { makePushEnrollmentInput } from '../../commands/push-enrollment/workflow-input.ts';
import { makePushEnrollmentPolicy } from '../../domain/push-enrollment/policy.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/**
 * Starts the push enrolments whose workflow was never started, while their app may still wait.
 * @returns how many were started.
 */
export async function sweepPushEnrollments(deps: ActivityDeps): Promise<number> {
  const requestId = randomUUID();
  const policy = makePushEnrollmentPolicy((await deps.configuration.current()).general);
  let started = 0;
  for (const row of await findForgottenPush(deps)) {
    if (!(await deps.startPushEnrollment(makePushEnrollmentInput(row, policy, requestId), row.userId))) continue;
    started += 1;
    deps.log.warn({ enrollment_id: row.id, request_id: requestId }, 'started a push enrolment that no workflow looked after');
  }
  return started;
}
