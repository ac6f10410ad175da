import { closeTransaction } from '../../commands/mobile-authentication/close/close-transaction.ts';
import type { Closing } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { recordCodeAttempt } from '../../commands/mobile-authentication/close/record-code-attempt.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Activities that write what the workflow decided. Both may be repeated: the guard `status = 'pending'` lets one through. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    async recordOutcome(closing: Closing): Promise<void> {
      const { method, outcome } = closing;
      if (await closeTransaction(deps, closing)) deps.metrics.countTransaction({ method, outcome: outcome.status === 'authenticated' ? 'authenticated' : outcome.reason });
    },
    async recordAttempt(attempt: { transactionId: string; attemptsUsed: number }): Promise<void> {
      await recordCodeAttempt(deps, attempt);
    },
  };
}
