import { acrAchieved, achievedBy } from '../../../domain/authentication/levels.ts';
import { openStatuses } from '../../../domain/authentication/flow/status.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { changeFlow, moveFlow, recordFlowEvent } from './change-flow.ts';
import type { FlowKey } from './find-flow.ts';

/**
 * Ends a flow in which enough was proven, once.
 * @throws CountersignError `more_required`, `already_completed`, `flow_closed`
 */
export async function completeFlow(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  key: FlowKey,
  { remember, origin }: { remember: boolean; origin: RequestOrigin },
): Promise<AuthenticationFlow> {
  return changeFlow(deps, { key, origin }, async (locked) => {
    const { flow, now } = locked;
    if (openStatuses.some((status) => status === flow.status)) throw new CountersignError('more_required');
    moveFlow(flow, 'completed');
    Object.assign(flow, { remember, completedAt: now });
    const acr = acrAchieved(achievedBy(flow.factors), flow.required);
    recordFlowEvent(locked, 'AUTHENTICATION COMPLETED', { detail: acr });
    return flow;
  });
}
