/** Tries of one message at the most: more than a day of them fits no deadline. */
const mostAttempts = 100;

/** Milliseconds to wait after the nth refusal (0 is the first) that may be over later; undefined: enough. */
export function pauseAfter(attempt: number): number | undefined {
  return attempt + 1 < mostAttempts ? Math.min(2000 * 2 ** Math.min(attempt, 10), 300_000) : undefined;
}
