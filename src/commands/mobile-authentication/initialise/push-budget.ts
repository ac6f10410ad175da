import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import type { RateLimit } from '../../rate-limits/rate-limit.ts';

type Limits = Pick<GeneralSettings, 'push_budget' | 'push_budget_window' | 'push_limit_per_hour'>;

const budgetName = 'push-budget';
const hourName = 'push-hour';

/** Not keyed, so that the statement that ends a transaction can say it too; user ids stand in that table as they are. */
function keyOf(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}

/** `rate_limit.key` of the budget of the user whose transaction was changed, in SQL. */
const keyOfChanged = `'${budgetName}:' || encode(sha256(convert_to(changed.user_id, 'UTF8')), 'hex')`;

/** Part of the statement that approves a push: the push was wanted, so the user has it back. */
export const giveBackPush = { sql: `update rate_limit set points = greatest(points - 1, 0) from changed where key = ${keyOfChanged}`, parameters: [] };

/** The limits that are on: pushes without an approval, and all pushes of an hour. */
function limitsOf(deps: Pick<CommandDeps, 'em'>, general: Limits, within: EntityManager | undefined): RateLimit[] {
  const limits = [
    { name: budgetName, points: general.push_budget, duration: general.push_budget_window },
    { name: hourName, points: general.push_limit_per_hour, duration: 3600 },
  ];
  return limits.filter(({ points }) => points > 0).map((limit) => createRateLimit(deps, limit, within));
}

/**
 * Counts a push to a user before anything is sent: whoever has somebody pushed again and again until they approve runs out of it.
 * @param within the transaction that opens the push's: what is refused, or was asked twice at once, is not counted.
 * @returns seconds until there is some again when there is none left, else undefined.
 */
export async function spendPush(deps: Pick<CommandDeps, 'em'>, general: Limits, userId: string, within?: EntityManager): Promise<number | undefined> {
  for (const limit of limitsOf(deps, general, within)) {
    const wait = await limit.count(keyOf(userId)).then(() => undefined, secondsToWait);
    if (wait !== undefined) return wait;
  }
  return undefined;
}

function secondsToWait(error: unknown): number {
  if (error instanceof CountersignError && error.code === 'slow_down') return error.retryAfterSeconds ?? 1;
  throw error;
}
