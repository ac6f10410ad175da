import { closeTransaction } from '../../commands/mobile-authentication/close/close-transaction.ts';
import type { Closed, Closing } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { recordAttempt } from '../../commands/mobile-authentication/close/record-attempt.ts';
import type { MethodName } from '../../domain/mobile-authentication/method-names.ts';
import type { ActivityDeps } from '../activity-deps.ts';

export type { Closed };

/** Activities that write what the workflow decided. Both may be repeated: the guard `status = 'pending'` lets one through, and the record decides. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    async recordOutcome(closing: Closing): Promise<Closed> {
      const closed = await closeTransaction(deps, closing);
      const { outcome } = closed;
      if (closed.isFirst) deps.metrics.countTransaction({ method: closing.method, outcome: outcome.status === 'authenticated' ? 'authenticated' : outcome.reason });
      return closed;
    },
    async recordAttempt(attempt: { transactionId: string; method: MethodName; attemptsUsed: number; wrongCodes?: number }): Promise<void> {
      await recordAttempt(deps, attempt);
    },
  };
}
