import { closeTransaction } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { backchannelPrefix } from '../../domain/authentication/backchannel/request-rules.ts';
import type { Forged } from '../../commands/mobile-authentication/close/check-evidence.ts';
import type { Closed, Closing } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { recordAttempt } from '../../commands/mobile-authentication/close/record-attempt.ts';
import type { Attempt } from '../../commands/mobile-authentication/close/record-attempt.ts';
import type { FailureReason, Outcome } from '../../domain/mobile-authentication/status.ts';
import type { ActivityDeps } from '../activity-deps.ts';

export type { Closed, Forged };

/** Activities that record the workflow's decision. Both verify the evidence first, and are idempotent by the guard `status = 'pending'`. */
export function createRecordActivities(deps: ActivityDeps) {
  return {
    async recordOutcome(closing: Closing): Promise<Closed | Forged> {
      const closed = await closeTransaction(deps, closing);
      if ('forged' in closed) {
        tellForgery(closing.transactionId, closed);
        return closed;
      }
      const { owed, askedBy, ...told } = closed;
      // Of a sign-in without a browser the client is told; a repetition of this activity finds it decided.
      if (askedBy.startsWith(backchannelPrefix))
        await deps.authorizationServer.decideBackchannelRequest(closing.transactionId);
      if (owed) deps.firstTries.begin(owed);
      if (told.isFirst) deps.metrics.countTransaction({ method: closing.method, outcome: nameOf(told.outcome) });
      return told;
    },
    async recordAttempt(attempt: Attempt): Promise<Forged | undefined> {
      const forged = await recordAttempt(deps, attempt);
      if (forged) tellForgery(attempt.transactionId, forged);
      return forged;
    },
  };

  function tellForgery(id: string, { forged }: Forged): void {
    deps.log.warn({ transaction_id: id, detail: forged }, 'an update of a workflow was forged');
  }
}

function nameOf(outcome: Outcome): 'authenticated' | FailureReason {
  return outcome.status === 'authenticated' ? outcome.status : outcome.reason;
}
