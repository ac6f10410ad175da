import type { Middleware } from 'koa';
import type { ClockWatch } from '../../../database/clock-watch.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/** Seconds: the clock is measured again before they are over. */
const retryAfterSeconds = 5;

/** Refuses while the clock of this process is wrong: what has expired and what has not, how old a proof is and when an event was, would be wrong too. */
export function checkClock(clockWatch: Pick<ClockWatch, 'isWithinLimit' | 'skewSeconds'>): Middleware {
  return async (_context, next) => {
    if (!clockWatch.isWithinLimit())
      throw new CountersignError('clock_skewed', { retryAfterSeconds, detail: `${clockWatch.skewSeconds()} s` });
    await next();
  };
}
