import { closeTransaction } from '../../commands/mobile-authentication/close/close-transaction.ts';
import type { Closing } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { recordCodeAttempt } from '../../commands/mobile-authentication/close/record-code-attempt.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Activities that write what the workflow decided. Both may be repeated: the guard `status = 'pending'` lets one through. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    async recordOutcome(closing: Closing): Promise<void> {
      const closed = await closeTransaction(deps, closing);
      if (closed) deps.metrics.countTransaction({ method: closed.method, outcome: closing.outcome.status === 'authenticated' ? 'authenticated' : closing.outcome.reason });
    },
    async recordAttempt(attempt: { transactionId: string; attemptsUsed: number }): Promise<void> {
      await recordCodeAttempt(deps, attempt);
    },
  };
}
