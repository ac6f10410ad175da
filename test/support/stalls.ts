import { beforeEach } from 'vitest';
import type { TestOptions } from 'vitest';

const tickMs = 50;
/** The shortest limit that a test cannot lengthen is 2.5 s, of a push within a workflow task. */
const stallMs = 1_000;

let lastTick = 0;
let longestGap = 0;

/**
 * Options of tests whose subject has a limit in real time that is too short for a stalled machine (a local activity,
 * a workflow task). A failure counts, unless this process stood still for a second during the test: then it runs again.
 */
export const unlessStalled: TestOptions = { retry: { count: 3, condition: () => hasStalled() } };

/** Watches this process during the tests of the file. */
export function watchForStalls(): void {
  beforeEach(() => {
    lastTick = performance.now();
    longestGap = 0;
    const watch = setInterval(() => {
      longestGap = longestGapNow();
      lastTick = performance.now();
    }, tickMs);
    return () => {
      clearInterval(watch);
      longestGap = longestGapNow();
      lastTick = Number.POSITIVE_INFINITY;
    };
  });
}

function longestGapNow(): number {
  return Math.max(longestGap, performance.now() - lastTick);
}

function hasStalled(): boolean {
  return longestGapNow() >= stallMs;
}
