/**
 * Creates unique increasing event ids in microseconds, also over restarts, as a browser's `Last-Event-ID` outlives the sandbox.
 */
export function createEventIds(now: () => number = Date.now): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now() * 1000);
    return last;
  };
}
