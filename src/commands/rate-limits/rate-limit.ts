import type { EntityManager } from '@mikro-orm/postgresql';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { runPrepared } from '../prepared-statement.ts';
import type { PreparedStatement } from '../prepared-statement.ts';

export interface RateLimitOptions {
  /** What is counted, such as `enrollment-code:client`. It starts the keys in the table `rate_limit`. */
  name: string;
  /** So many tries ... */
  points: number;
  /** ... in so many seconds from the first one. */
  duration: number;
}

/** A counter that holds for all replicas together. Keys stand in the table as they are: hash what is personal. */
export interface RateLimit {
  /**
   * Counts a try before it is looked at.
   * @param onFirstRefusal called for the first try of a window that is one too many, to record it once and not for each.
   * @throws CountersignError slow_down, 429 with `Retry-After`.
   */
  count(key: string, onFirstRefusal?: () => Promise<void>): Promise<void>;
  /** Takes one count back. */
  takeBack(key: string): Promise<void>;
  /** Forgets everything counted. */
  forget(key: string): Promise<void>;
}

/**
 * A rate limit in PostgreSQL, one round trip a count.
 * @param within a unit of work with an open transaction: what is counted is undone with it, and others who count the same wait for its end.
 */
export function createRateLimit(deps: Pick<CommandDeps, 'em'>, { name, points, duration }: RateLimitOptions, within?: EntityManager): RateLimit {
  const storeClient = {
    query: ({ values, ...statement }: PreparedStatement & { values: unknown[] }) =>
      within ? runWithin(within, statement.text, values) : runPrepared(deps, { name: `rate-limit:${statement.name}`, text: statement.text }, values),
  };
  const limiter = new RateLimiterPostgres({
    points,
    duration,
    keyPrefix: name,
    storeClient,
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
  return {
    async count(key, onFirstRefusal) {
      const exceeded = await consume(limiter, key);
      if (!exceeded) return;
      if (exceeded.consumedPoints === points + 1) await onFirstRefusal?.();
      throw new CountersignError('slow_down', { retryAfterSeconds: Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000)) });
    },
    async takeBack(key) {
      await limiter.reward(key, 1);
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}

/** The library numbers its parameters, MikroORM takes them in order. */
async function runWithin(em: EntityManager, text: string, values: unknown[]): Promise<{ rows: object[] }> {
  const parameters: unknown[] = [];
  const sql = text.replace(/\$(\d+)/g, (_, number: string) => {
    parameters.push(values[Number(number) - 1]);
    return '?';
  });
  return { rows: await em.execute<object[]>(sql, parameters, 'all', em.getTransactionContext()) };
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (exceeded) {
    if (exceeded instanceof RateLimiterRes) return exceeded;
    throw exceeded;
  }
}
