import { Transaction } from '../../entities/happenings/transaction.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'em' | 'notifications' | 'stopping'>;

export interface Wait {
  timeoutMs: number;
  isWanted: (row: Transaction) => boolean;
  /** Ends the wait early. */
  abort?: AbortSignal;
  /**
   * Sets going what is waited for. Run once, when its notification can no longer be missed, in place of a first look.
   * False: it was going already, so its notification may have come and gone.
   */
  begin?: () => Promise<boolean>;
}

/** Milliseconds between looks in case a notification was lost with its connection. */
const lookInterval = 5_000;

/**
 * Waits until a transaction's row is as wanted. The wait itself holds no database connection: a notification ends it.
 * @returns the row as last seen.
 * @throws CountersignError transaction_unavailable when there is no such row.
 */
export async function waitForTransaction(deps: Deps, id: string, wait: Wait): Promise<Transaction> {
  const deadline = performance.now() + wait.timeoutMs;
  const signal = wait.abort ? AbortSignal.any([wait.abort, deps.stopping]) : deps.stopping;
  let begin = wait.begin;
  for (;;) {
    const left = Math.max(0, deadline - performance.now());
    const done = new AbortController();
    // Subscribed before looking: what changes in between is not missed.
    const notified = deps.notifications.waitFor('transaction', id, Math.min(left, lookInterval), AbortSignal.any([signal, done.signal]));
    try {
      const hasBegun = await begin?.();
      begin = undefined;
      if (!hasBegun) {
        const row = await deps.em().findOne(Transaction, { id });
        if (!row) throw new CountersignError('transaction_unavailable');
        if (wait.isWanted(row) || left === 0 || signal.aborted) return row;
      }
      await notified;
    } finally {
      done.abort();
    }
  }
}
