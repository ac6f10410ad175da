import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { CountersignError, isErrorCode } from '../../errors/countersign-error.ts';

/**
 * Maps an error of Temporal's client to a code of our error catalogue.
 * @throws the workflow's own code when the workflow refused; `transaction_not_open` when it has ended; else `engine_unreachable`.
 */
export function refuseEngineFailure(error: unknown): never {
  if (error instanceof CountersignError) throw error;
  if (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    isErrorCode(error.cause.type)
  ) {
    throw new CountersignError(error.cause.type, { cause: error });
  }
  if (error instanceof WorkflowNotFoundError) throw new CountersignError('transaction_not_open', { cause: error });
  throw new CountersignError('engine_unreachable', { cause: error, retryAfterSeconds: 2 });
}

/** True when an update arrived too late to be processed by its workflow; also as the cause of our own error. */
export function isUnprocessedUpdate(error: unknown): boolean {
  if (error instanceof CountersignError) return isUnprocessedUpdate(error.cause);
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'UnprocessedUpdate'
  );
}
