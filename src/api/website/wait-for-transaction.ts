import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'notifications' | 'stopping'>;

export interface Wait<Row> {
  timeoutMs: number;
  /** Reads the present state. */
  look: () => Promise<Row | null | undefined>;
  isWanted: (row: Row) => boolean;
  /** Ends the wait early. */
  abort?: AbortSignal;
  /**
   * Starts the work that ends the wait. Called once, after the subscription, instead of a first read.
   * False: it was started before, so its notification may have passed.
   */
  begin?: () => Promise<boolean>;
}

/** Told to the subscription when its wait is over: without a reason of its own an abort makes an exception with a stack each time. */
const isOver = 'over';

/** Milliseconds between reads, in case a notification was lost with its connection. */
const lookInterval = 5_000;

/**
 * Waits until a transaction meets a condition. The wait holds no database connection: a notification ends it.
 * @returns the last state that was read.
 * @throws CountersignError transaction_unavailable when the row does not exist.
 */
export async function waitForTransaction<Row>(deps: Deps, id: string, wait: Wait<Row>): Promise<Row> {
  const deadline = performance.now() + wait.timeoutMs;
  const signal = wait.abort ? AbortSignal.any([wait.abort, deps.stopping]) : deps.stopping;
  let begin = wait.begin;
  for (;;) {
    const left = Math.max(0, deadline - performance.now());
    const done = new AbortController();
    // Subscribe before the read, so that no change in between is missed.
    const notified = deps.notifications.waitFor(
      'transaction',
      id,
      Math.min(left, lookInterval),
      AbortSignal.any([signal, done.signal]),
    );
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
      done.abort(isOver);
    }
  }
}
