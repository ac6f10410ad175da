import { LockMode } from '@mikro-orm/core';
import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { bounds } from '../../../../domain/rate-limits/limits.ts';
import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { stepsOf } from '../../methods/all-steps.ts';
import { findOpenChallenge } from './open-challenge.ts';
import { changeFlow, recordFlowEvent } from '../change-flow.ts';
import { findFlow } from '../find-flow.ts';
import type { FlowKey } from '../find-flow.ts';
import type { FlowDeps } from '../flow-deps.ts';

const { most: mostResends } = bounds['sign-in-code-resends'];
const { most: pauseSeconds } = bounds['sign-in-resend-pause'];

/**
 * Sends the code of the open challenge again: the same code, to the same address.
 * @throws CountersignError `no_challenge`, `flow_resend_limit_reached`, `send_limit_reached`, `message_not_sent`
 */
export async function resendCode(
  deps: FlowDeps,
  key: FlowKey,
  { device, origin }: { device: string | undefined; origin: RequestOrigin },
): Promise<AuthenticationFlow> {
  const flow = await findFlow(deps, key);
  const challenge = await findOpenChallenge(deps, flow);
  const steps = challenge && stepsOf(challenge.method);
  if (!challenge || !steps?.resend) throw new CountersignError('no_challenge');
  checkResend(challenge, deps.clock());
  const { write, send } = await steps.resend(deps, { flow, challenge, device, origin });
  const sent = await changeFlow(deps, { key, origin }, async (locked) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
    const row = await locked.em.findOne(AuthenticationChallenge, { id: challenge.id, status: 'open' }, lock);
    if (!row || locked.flow.challengeId !== row.id) throw new CountersignError('no_challenge');
    checkResend(row, locked.now);
    row.resends += 1;
    row.resendAfter = new Date(locked.now.getTime() + pauseSeconds * 1000);
    await joiningTransaction(locked.em, write);
    recordFlowEvent(locked, 'AUTHENTICATION CHALLENGE SENT', {
      detail: `${row.method}: again`,
      userId: row.personId ?? null,
    });
    return locked.flow;
  });
  await send();
  return sent;
}

function checkResend({ resends, resendAfter, expiresAt }: AuthenticationChallenge, now: Date): void {
  if (expiresAt <= now) throw new CountersignError('code_expired');
  if (resends >= mostResends) throw new CountersignError('flow_resend_limit_reached');
  const waitMs = (resendAfter?.getTime() ?? 0) - now.getTime();
  if (waitMs > 0)
    throw new CountersignError('flow_resend_limit_reached', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
