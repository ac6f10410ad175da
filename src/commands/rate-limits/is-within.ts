import { CountersignError } from '../../errors/countersign-error.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * Counts and returns whether the limit is kept, for work that is skipped beyond it, such as an event.
 * @param onFirstRefusal called for the first refusal of a window, to record it once.
 */
export async function isWithin(limit: RateLimit, key: string, onFirstRefusal?: () => Promise<void>): Promise<boolean> {
  try {
    await limit.count(key, onFirstRefusal);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'slow_down') return false;
    throw error;
  }
}
