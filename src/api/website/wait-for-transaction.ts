import { Transaction } from '../../entities/happenings/transaction.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'em' | 'notifications' | 'stopping'>;

/** Milliseconds between looks in case a notification was lost with its connection. */
const lookInterval = 5_000;

/**
 * Waits until a transaction's row is as wanted, for `timeoutMs` at most. The wait itself holds no database connection:
 * a notification ends it.
 * @returns the row as last seen.
 */
export async function waitForTransaction(deps: Deps, id: string, timeoutMs: number, isWanted: (row: Transaction) => boolean, abort?: AbortSignal): Promise<Transaction> {
  const deadline = performance.now() + timeoutMs;
  const signal = abort ? AbortSignal.any([abort, deps.stopping]) : deps.stopping;
  for (;;) {
    // Subscribed before looking: what changes in between is not missed.
    const left = deadline - performance.now();
    const done = new AbortController();
    const notified = deps.notifications.waitFor('transaction', id, Math.max(0, Math.min(left, lookInterval)), AbortSignal.any([signal, done.signal]));
    const row = await deps.em().findOne(Transaction, { id });
    if (!row) {
      done.abort();
      throw new CountersignError('transaction_unavailable');
    }
    if (isWanted(row) || left <= 0 || signal.aborted) {
      done.abort();
      return row;
    }
    await notified;
  }
}
