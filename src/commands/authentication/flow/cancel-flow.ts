import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { abandonChallenge, voidChallenge } from './challenges/open-challenge.ts';
import { changeFlow, moveFlow, recordFlowEvent } from './change-flow.ts';
import type { FlowKey } from './find-flow.ts';
import type { FlowDeps } from './flow-deps.ts';

/**
 * Ends a sign-in that is not wanted any more, with what its challenge began elsewhere. One that is cancelled or has failed stays so.
 * @throws CountersignError `flow_unknown`, `flow_expired`, `already_completed`
 */
export async function cancelFlow(deps: FlowDeps, key: FlowKey, origin: RequestOrigin): Promise<AuthenticationFlow> {
  const { flow, challenge } = await changeFlow(deps, { key, origin }, async (locked) => {
    if (locked.flow.status === 'cancelled' || locked.flow.status === 'failed')
      return { flow: locked.flow, challenge: undefined };
    moveFlow(locked.flow, 'cancelled');
    recordFlowEvent(locked, 'AUTHENTICATION FAILED', { detail: 'cancelled' });
    return { flow: locked.flow, challenge: await voidChallenge(locked) };
  });
  if (challenge) await abandonChallenge(deps, challenge);
  return flow;
}
