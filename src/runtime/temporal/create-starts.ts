import type { WorkflowStartOptions } from '@temporalio/client';
import type { Engine } from '../../api/engine.ts';
import type { StartableTransaction } from '../../commands/mobile-authentication/startable-transaction.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import type { Keyring } from '../../security/keyring.ts';
import { callbackReplayId, callbackReplayWorkflow } from '../../workflows/callback-replay/contract.ts';
import { mobileAuthenticationWorkflow } from '../../workflows/mobile-authentication/contract.ts';
import { pushEnrollmentWorkflow } from '../../workflows/push-enrollment/contract.ts';
import { mobileAuthenticationInput } from './mobile-authentication-input.ts';
import { pushEnrollmentLabels, transactionLabels } from './start-labels.ts';

/** Milliseconds for what is left to do after the end: telling the site, for a day. */
const afterExpiry = 25 * 3_600_000;

type Start = (type: string, options: Omit<WorkflowStartOptions, 'taskQueue'>) => Promise<boolean>;

/** How each kind of workflow is started. */
export function createStarts({ keyring }: { keyring: Keyring }, start: Start): Pick<Engine, 'startMobileAuthentication' | 'endLostTransaction' | 'startCallbackReplay' | 'startPushEnrollment'> {
  const authenticationOf = (row: StartableTransaction, end?: Outcome) => ({
    workflowId: row.id,
    args: [mobileAuthenticationInput(row, end)],
    ...transactionLabels(keyring, row),
    memo: { request_id: row.requestId },
    workflowExecutionTimeout: row.policy.timeToLive * 1000 + afterExpiry,
  });
  return {
    startMobileAuthentication: (row) => start(mobileAuthenticationWorkflow, authenticationOf(row)),
    endLostTransaction: (row, end) => start(mobileAuthenticationWorkflow, { ...authenticationOf(row, end), workflowIdReusePolicy: 'ALLOW_DUPLICATE' }),
    // One run for each replay that was asked for, however often it is started.
    startCallbackReplay: ({ requestId, ...run }) =>
      start(callbackReplayWorkflow, { workflowId: callbackReplayId(run), args: [run], memo: { request_id: requestId } }),
    startPushEnrollment: (input, userId) =>
      start(pushEnrollmentWorkflow, { workflowId: input.enrollmentId, args: [input], memo: { request_id: input.requestId }, ...pushEnrollmentLabels(keyring, { ...input, userId }) }),
  };
}
