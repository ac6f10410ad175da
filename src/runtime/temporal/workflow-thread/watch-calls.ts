import type { Worker as Thread } from 'node:worker_threads';

/** The number of checks within the limit. */
const looks = 5;

/**
 * Watches the calls of a thread until it ends.
 * @param counter odd while a call runs, incremented at its start and at its end.
 * @param limit milliseconds for one call; a longer one is detected within a fifth more.
 */
export function watchCalls(
  thread: Pick<Thread, 'once'>,
  counter: Int32Array,
  limit: number,
  onEndless: () => void,
): void {
  let seen = 0;
  let unchanged = 0;
  const look = () => {
    const now = Atomics.load(counter, 0);
    unchanged = now === seen && now % 2 !== 0 ? unchanged + 1 : 0;
    seen = now;
    if (unchanged < looks) return;
    clearInterval(timer);
    onEndless();
  };
  const timer = setInterval(look, limit / looks);
  timer.unref();
  thread.once('exit', () => clearInterval(timer));
}
