import type { SignInMethodName } from '../../../../domain/authentication/methods/all-methods.ts';
import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import type { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { stepsOf } from '../../methods/all-steps.ts';
import type { SentElsewhere, SettledChallenge } from '../../methods/method-steps.ts';
import { findOpenChallenge, voidChallenge } from './open-challenge.ts';
import { changeFlow, moveFlow, recordFlowEvent } from '../change-flow.ts';
import type { LockedFlow } from '../change-flow.ts';
import { findFlow } from '../find-flow.ts';
import type { FlowKey } from '../find-flow.ts';
import type { FlowDeps } from '../flow-deps.ts';
import { proveFactor } from '../prove-factor.ts';

/** For an approval, or for the code that its fallback sent. */
const waiting = ['approval_pending', 'challenge_sent'] as const;

/**
 * The flow of a caller, after it has taken over what became of an approval that it waits for. Approvals are workflows of an earlier
 * context: the record of its end tells the waiters of the flow, and the next request that looks at the flow writes it down.
 * @throws CountersignError `flow_unknown`, `flow_expired`
 */
export async function settleFlow(deps: FlowDeps, key: FlowKey, origin: RequestOrigin): Promise<AuthenticationFlow> {
  const flow = await findFlow(deps, key);
  if (!waiting.some((status) => status === flow.status)) return flow;
  const challenge = await findOpenChallenge(deps, flow);
  const settled = challenge && (await stepsOf(challenge.method)?.settle?.(deps, challenge));
  if (!challenge || !settled) return flow;
  return changeFlow(deps, { key, origin }, async (locked) => {
    if (locked.flow.challengeId !== challenge.id || locked.flow.status !== flow.status) return locked.flow;
    if ('sent' in settled) return noteSentCode(locked, challenge.id, settled);
    return takeOver(deps, locked, { method: challenge.method as SignInMethodName, settled });
  });
}

/** The approval has become a code that is typed into the page. */
async function noteSentCode(locked: LockedFlow, id: string, { sent }: SentElsewhere): Promise<AuthenticationFlow> {
  const { em, flow } = locked;
  const challenge = await em.findOneOrFail(AuthenticationChallenge, { id });
  const { destination, content, resendAfter } = sent;
  em.assign(challenge, { destination, content: JSON.stringify(content), resendAfter });
  moveFlow(flow, 'challenge sent');
  recordFlowEvent(locked, 'AUTHENTICATION CHALLENGE SENT', { detail: `${challenge.method}: sms` });
  return flow;
}

async function takeOver(
  deps: FlowDeps,
  locked: LockedFlow,
  { method, settled }: { method: SignInMethodName; settled: Exclude<SettledChallenge, SentElsewhere> },
): Promise<AuthenticationFlow | CountersignError> {
  if ('proven' in settled) return proveFactor(deps, locked, { method, proven: settled.proven });
  await voidChallenge(locked);
  if (locked.flow.status === 'approval_pending') moveFlow(locked.flow, settled.ended);
  else moveFlow(locked.flow, settled.ended === 'reported' ? 'denied' : 'challenge withdrawn');
  if (settled.ended === 'reported') recordFlowEvent(locked, 'AUTHENTICATION FAILED', { detail: 'reported' });
  else recordFlowEvent(locked, 'AUTHENTICATION FACTOR FAILED', { detail: `${method}: ${settled.ended}` });
  return locked.flow;
}
