import type { EntityManager } from '@mikro-orm/postgresql';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodStep } from '../../../domain/mobile-authentication/policy.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../request-origin.ts';
import type { RequestOrigin } from '../../request-origin.ts';
import { spendPush } from './push-budget.ts';

const isPush = ({ method }: MethodStep): boolean => methodRules[method].channel === 'push';

export interface Spending {
  userId: string | undefined;
  steps: readonly MethodStep[];
  /** Told when the budget was found spent. */
  onSpent: () => void;
  /** The transaction that opens what is pushed. */
  within: EntityManager | undefined;
}

/**
 * The steps that are left once a push is counted: a type whose budget is spent falls back to what is no push.
 * @throws CountersignError push_budget_spent
 */
export async function withinPushBudget(deps: Pick<CommandDeps, 'em'>, general: GeneralSettings, { userId, steps, onSpent, within }: Spending): Promise<MethodStep[]> {
  if (!userId || !steps.some(isPush)) return [...steps];
  const wait = await spendPush(deps, general, userId, within);
  if (wait === undefined) return [...steps];
  onSpent();
  const others = steps.filter((step) => !isPush(step));
  if (others.length === 0) throw new CountersignError('push_budget_spent', { retryAfterSeconds: wait });
  return others;
}

type NoPush = 'PUSH AUTH INIT FAILURE BUDGET SPENT' | 'PUSH AUTH INIT FAILURE USER FROZEN';

/** Writes why a user was pushed nothing, and whether something else can stand in for it. */
export async function recordNoPush(deps: Pick<CommandDeps, 'em' | 'clock'>, name: NoPush, steps: readonly MethodStep[], { origin, userId }: { origin: RequestOrigin; userId: string | undefined }): Promise<void> {
  const detail = steps.every(isPush) ? 'refused' : 'fell_back';
  await writeEvent(deps, { name, occurredAt: deps.clock(), ...originOf(origin), userId: userId ?? null, detail });
}
