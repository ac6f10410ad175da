/** Milliseconds for which a workflow tries to deliver a callback (contract/mobile-authentication.md section 6). */
export const callbackTries = 24 * 3_600_000;

const firstPause = 2_000;
const longestPause = 3_600_000;
/** A doubling beyond this one is past the longest pause anyway. */
const mostDoublings = 20;

/**
 * Milliseconds until a callback is tried again: twice as long after each try, an hour at most. At least half of it, the rest
 * by chance, so that sites which failed together are not called together again.
 * @param attempt of the try that failed, from 1.
 * @param chance from 0 up to 1.
 */
export function callbackPause(attempt: number, chance: number): number {
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(mostDoublings, attempt - 1));
  return Math.round(pause * (0.5 + chance / 2));
}
