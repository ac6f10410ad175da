import { createHash } from 'node:crypto';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

type Limits = Pick<GeneralSettings, 'push_budget' | 'push_budget_window' | 'push_limit_per_hour'>;

/** It is given back when a push is approved. */
const budget = 'push-budget';

/** Not keyed, so that the statement that ends a transaction can say it too; user ids stand in that table as they are. */
function keyOf(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}

/** `rate_limit.key` of the budget of the user whose transaction was changed, in SQL. */
const keyOfChanged = `'${budget}:' || encode(sha256(convert_to(changed.user_id, 'UTF8')), 'hex')`;

/** Part of the statement that approves a push: takes its count back. */
export const giveBackPush = {
  sql: `update rate_limit set points = greatest(points - 1, 0) from changed where key = ${keyOfChanged}`,
  parameters: [],
};

/** One limit of pushes to a user, as a row of `rate_limit`. */
export interface PushLimit {
  key: string;
  points: number;
  /** Seconds. */
  duration: number;
}

/** The enabled limits: pushes without an approval, and all pushes of an hour. */
export function pushLimitsOf(general: Limits, userId: string): PushLimit[] {
  return [rateLimit(budget, general), rateLimit('push-hour', general)]
    .filter(({ points }) => points > 0)
    .map(({ name, ...limit }) => ({ key: `${name}:${keyOf(userId)}`, ...limit }));
}

/**
 * Parts of the statement that opens a push, which count it before it is sent: an attacker who sends pushes until the user
 * approves exhausts the budget. Each limit is counted only within the one before it. They count as `rate-limiter-flexible` does.
 * @returns a part for each limit, named `counted_0` and so on, with `key`, `expire` and `is_exceeded`.
 */
export function countPush(limits: readonly PushLimit[], now: Date): Statement[] {
  const at = now.getTime();
  return limits.map(({ key, points, duration }, index) => ({
    sql: `insert into rate_limit as r (key, points, expire)
      select ?::text, 1, ?::bigint ${index === 0 ? '' : `where not exists (select from counted_${index - 1} where is_exceeded)`}
      on conflict (key) do update set points = case when r.expire <= ?::bigint then 1 else r.points + 1 end,
                                      expire = case when r.expire <= ?::bigint then excluded.expire else r.expire end
      returning r.key, r.expire, r.points > ?::int as is_exceeded`,
    parameters: [key, at + duration * 1000, at, at, points],
  }));
}

/** Takes the count of a refused or repeated request back. The rows are locked in the order in which they are counted: two such statements could wait for each other. */
export async function uncountPush(deps: Pick<CommandDeps, 'em'>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await runStatement(deps.em(), {
    sql: `with locked as materialized (select key from rate_limit where key = any(?::text[]) order by key for update)
      update rate_limit r set points = greatest(points - 1, 0) from locked where r.key = locked.key`,
    parameters: [keys],
  });
}
