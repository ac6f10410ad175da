import { CountersignError } from '../../errors/countersign-error.ts';
import type { RateLimit } from './rate-limit.ts';

/** Counts, and says whether it is within the limit: for what is left out beyond it, such as one more event, and refused to nobody. */
export async function isWithin(limit: RateLimit, key: string): Promise<boolean> {
  try {
    await limit.count(key);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'slow_down') return false;
    throw error;
  }
}
