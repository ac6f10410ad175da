import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodStep } from '../../../domain/mobile-authentication/policy.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { pushLimitsOf } from './push-budget.ts';
import type { PushLimit } from './push-budget.ts';

const isPush = ({ method }: MethodStep): boolean => methodRules[method].channel === 'push';

/** The limits that a push counts against; none without a push step. */
export function limitsOfSteps(
  general: GeneralSettings,
  { userId, steps }: { userId: string | undefined; steps: readonly MethodStep[] },
): PushLimit[] {
  return userId && steps.some(isPush) ? pushLimitsOf(general, userId) : [];
}

/**
 * The steps that are left when the budget of pushes is spent: those without a push.
 * @throws CountersignError push_budget_spent
 */
export function stepsWithoutPush(steps: readonly MethodStep[], retryAfterSeconds: number): MethodStep[] {
  const others = steps.filter((step) => !isPush(step));
  if (others.length === 0) throw new CountersignError('push_budget_spent', { retryAfterSeconds });
  return others;
}

type NoPush = 'PUSH AUTH INIT FAILURE BUDGET SPENT' | 'PUSH AUTH INIT FAILURE USER FROZEN';

/** Records why no push was sent, and whether a fallback was possible. */
export async function recordNoPush(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  name: NoPush,
  steps: readonly MethodStep[],
  { origin, userId }: { origin: RequestOrigin; userId: string | undefined },
): Promise<void> {
  const detail = steps.every(isPush) ? 'refused' : 'fell_back';
  await writeEvent(deps, { name, occurredAt: deps.clock(), ...originOf(origin), userId: userId ?? null, detail });
}
