import type { Notifications } from './notifications.ts';
import type { Topic } from './notify.ts';

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
 * Waits until a row meets a condition. The wait holds no database connection: a notification ends it.
 * @param about the topic and key of its notifications.
 * @returns the last state that was read; undefined: there is no such row.
 */
export async function waitForChange<Row>(
  deps: { notifications: Notifications; stopping: AbortSignal },
  about: { topic: Topic; key: string },
  wait: Wait<Row>,
): Promise<Row | undefined> {
  const deadline = performance.now() + wait.timeoutMs;
  const signal = wait.abort ? AbortSignal.any([wait.abort, deps.stopping]) : deps.stopping;
  let begin = wait.begin;
  for (;;) {
    const left = Math.max(0, deadline - performance.now());
    const done = new AbortController();
    // Subscribe before the read, so that no change in between is missed.
    const notified = deps.notifications.waitFor(
      about.topic,
      about.key,
      Math.min(left, lookInterval),
      AbortSignal.any([signal, done.signal]),
    );
    try {
      const hasBegun = await begin?.();
      begin = undefined;
      if (!hasBegun) {
        const row = await wait.look();
        if (!row || wait.isWanted(row) || left === 0 || signal.aborted) return row ?? undefined;
      }
      await notified;
    } finally {
      done.abort(isOver);
    }
  }
}
