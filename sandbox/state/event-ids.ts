/**
 * Event ids that grow, also over restarts (a browser's `Last-Event-ID` outlives the sandbox): microseconds, never the same twice.
 */
export function createEventIds(now: () => number = Date.now): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now() * 1000);
    return last;
  };
}
