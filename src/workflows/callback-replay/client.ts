import type { WorkflowConnection } from '../workflow-connection.ts';
import { callbackReplayId, callbackReplayWorkflow } from './contract.ts';
import type { CallbackReplayInput } from './contract.ts';

/** Starts deliveries of callbacks. */
export interface CallbackReplayClient {
  /** Idempotent: one run for each replay. @returns false when it runs already, or has run. */
  start(replay: CallbackReplayInput): Promise<boolean>;
}

export function createCallbackReplayClient(connection: WorkflowConnection): CallbackReplayClient {
  return {
    start: ({ requestId, startDelay = 0, about, transactionId, replay }) =>
      connection.start(callbackReplayWorkflow, {
        workflowId: callbackReplayId({ transactionId, replay }),
        args: [{ transactionId, replay }],
        ...(startDelay > 0 ? { startDelay, requestEagerStart: false } : {}),
        ...(about ? labelsOf(connection, about) : {}),
        memo: { request_id: requestId },
      }),
  };
}

function labelsOf(
  connection: WorkflowConnection,
  { method, typeName, userId, application }: NonNullable<CallbackReplayInput['about']>,
) {
  return {
    searchAttributes: {
      AuthMethod: method,
      AuthType: typeName,
      Application: application,
      UserHash: userId ? connection.userHash(userId) : undefined,
    },
    staticSummary: `Callback of a ${method} authentication (${typeName})`.slice(0, 200),
  };
}
