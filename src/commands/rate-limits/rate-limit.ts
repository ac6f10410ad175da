import type { EntityManager } from '@mikro-orm/postgresql';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { runApart } from '../../database/prepared-statement.ts';

export interface RateLimitOptions {
  /** Name of the limit, such as `enrollment-code:client`. Prefix of its keys in the table `rate_limit`. */
  name: string;
  /** Most tries ... */
  points: number;
  /** ... in this many seconds from the first one. */
  duration: number;
  /** Refuses a key beyond its limit without a query: for limits that unauthenticated callers may flood. */
  keptInProcess?: boolean;
}

/** A counter for all replicas together. Keys are stored as given: hash personal values. */
export interface RateLimit {
  /**
   * Counts a try before it is processed.
   * @param onFirstRefusal called for the first refusal of a window, to record it once.
   * @throws CountersignError slow_down, 429 with `Retry-After`.
   */
  count(key: string, onFirstRefusal?: () => Promise<void>): Promise<void>;
  /** Whether the next try would be refused. Counts nothing. */
  isSpent(key: string): Promise<boolean>;
  /** Takes one try back. */
  takeBack(key: string): Promise<void>;
  /** Deletes the counter. */
  forget(key: string): Promise<void>;
}

/**
 * A rate limit in PostgreSQL, one round trip a count.
 * @param within an open transaction: a rollback undoes the count, and concurrent counts of the key wait for its end.
 */
export function createRateLimit(
  deps: Pick<CommandDeps, 'em'>,
  { name, points, duration, keptInProcess = false }: RateLimitOptions,
  within?: EntityManager,
): RateLimit {
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const rows = await (within ? runWithin(within, text, values) : runApart(deps, { sql: text, parameters: values }));
      return { rows, rowCount: rows.length };
    },
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
    ...(keptInProcess && { inMemoryBlockOnConsumed: points + 1 }),
  });
  return {
    async count(key, onFirstRefusal) {
      const exceeded = await consume(limiter, key);
      if (!exceeded) return;
      if (exceeded.consumedPoints === points + 1) await onFirstRefusal?.();
      throw new CountersignError('slow_down', {
        retryAfterSeconds: Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000)),
      });
    },
    async isSpent(key) {
      return ((await limiter.get(key))?.consumedPoints ?? 0) >= points;
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
async function runWithin(em: EntityManager, text: string, values: unknown[]): Promise<object[]> {
  const parameters: unknown[] = [];
  const sql = text.replace(/\$(\d+)/g, (_, number: string) => {
    parameters.push(values[Number(number) - 1]);
    return '?';
  });
  return em.execute<object[]>(sql, parameters, 'all', em.getTransactionContext());
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
