import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'notifications' | 'stopping'>;

export interface Wait<Row> {
  timeoutMs: number;
  /** Reads what there is of it now. */
  look: () => Promise<Row | null | undefined>;
  isWanted: (row: Row) => boolean;
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
 * Waits until a transaction is as wanted. The wait itself holds no database connection: a notification ends it.
 * @returns what was seen last.
 * @throws CountersignError transaction_unavailable when there is nothing to see.
 */
export async function waitForTransaction<Row>(deps: Deps, id: string, wait: Wait<Row>): Promise<Row> {
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
        const row = await wait.look();
        if (!row) throw new CountersignError('transaction_unavailable');
        if (wait.isWanted(row) || left === 0 || signal.aborted) return row;
      }
      await notified;
    } finally {
      done.abort();
    }
  }
}
