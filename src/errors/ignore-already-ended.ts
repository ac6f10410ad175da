import { CountersignError } from './countersign-error.ts';

/**
 * For a request that a workflow did not take because it has ended: undefined, so that the row says how.
 * @throws every other error unchanged.
 */
export function ignoreAlreadyEnded(error: unknown): undefined {
  if (
    error instanceof CountersignError &&
    (error.code === 'push_enrollment_expired' || error.code === 'transaction_not_open')
  )
    return undefined;
  throw error;
}
