import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import type { SignInMethodName } from '../../../../domain/authentication/methods/all-methods.ts';
import { stepsOf } from '../../methods/all-steps.ts';
import type { NewChallenge } from '../../methods/method-steps.ts';
import { changeFlow, checkOffered, moveFlow, recordFlowEvent } from '../change-flow.ts';
import type { LockedFlow } from '../change-flow.ts';
import type { FlowKey } from '../find-flow.ts';
import type { FlowDeps } from '../flow-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';

/** The challenge that a flow waits for; undefined: none. */
export async function findOpenChallenge(
  deps: Pick<FlowDeps, 'em'>,
  { challengeId }: Pick<AuthenticationFlow, 'challengeId'>,
): Promise<AuthenticationChallenge | undefined> {
  if (!challengeId) return undefined;
  const found = await deps.em().findOne(AuthenticationChallenge, { id: challengeId, status: 'open' });
  return found ?? undefined;
}

/**
 * Opens a challenge in place of the one before it, and sends what it sends.
 * @throws CountersignError `already_completed`, `flow_closed`, `method_not_offered`, and why it was not sent.
 */
export async function openChallenge(
  deps: FlowDeps,
  { key, origin }: { key: FlowKey; origin: RequestOrigin },
  { method, challenge }: { method: SignInMethodName; challenge: NewChallenge },
): Promise<AuthenticationFlow> {
  const { on, write, send, withdraw, content, ...row } = challenge;
  const opened = await changeFlow(deps, { key, origin }, async (locked) => {
    const { em, flow, now } = locked;
    checkOffered(flow, method);
    const former = await voidChallenge(locked);
    moveFlow(flow, on);
    em.create(
      AuthenticationChallenge,
      {
        ...row,
        flow: flow.id,
        method,
        status: 'open',
        content: content === undefined ? null : JSON.stringify(content),
        attempts: 0,
        resends: 0,
        createdAt: now,
      },
      { persist: true },
    );
    flow.challengeId = challenge.id;
    if (write) await joiningTransaction(em, write);
    recordFlowEvent(locked, 'AUTHENTICATION CHALLENGE SENT', { detail: method, userId: challenge.personId });
    return { flow, former };
  }).catch(async (error: unknown) => {
    await withdraw?.();
    throw error;
  });
  if (opened.former) await abandonChallenge(deps, opened.former);
  if (send)
    await send().catch(async (error: unknown) => {
      await withdrawChallenge(deps, { key, origin }, challenge.id);
      throw error;
    });
  if (send) await abandonIfLeft(deps, opened.flow.id, challenge.id);
  return opened.flow;
}

/** What ended the flow while a challenge was being sent, or put another one in its place, found nothing to end yet. */
async function abandonIfLeft(deps: FlowDeps, flowId: string, challengeId: string): Promise<void> {
  const em = deps.em();
  if (await em.count(AuthenticationFlow, { id: flowId, challengeId })) return;
  await abandonChallenge(deps, await em.findOneOrFail(AuthenticationChallenge, { id: challengeId }));
}

/** Ends the challenge that a flow waits for. @returns it. */
export async function voidChallenge({ em, flow }: LockedFlow): Promise<AuthenticationChallenge | undefined> {
  if (!flow.challengeId) return undefined;
  const former = await em.findOne(AuthenticationChallenge, { id: flow.challengeId, status: 'open' });
  if (former) former.status = 'void';
  flow.challengeId = null;
  return former ?? undefined;
}

/** Ends what a challenge began elsewhere. The flow does not depend on it. */
export async function abandonChallenge(deps: FlowDeps, challenge: AuthenticationChallenge): Promise<void> {
  await stepsOf(challenge.method)
    ?.abandon?.(deps, challenge)
    .catch(() => undefined);
}

/** Takes a challenge back that was not sent, unless another one took its place. */
async function withdrawChallenge(
  deps: FlowDeps,
  about: { key: FlowKey; origin: RequestOrigin },
  challengeId: string,
): Promise<void> {
  await changeFlow(deps, about, async (locked) => {
    if (locked.flow.challengeId !== challengeId) return;
    await voidChallenge(locked);
    moveFlow(locked.flow, 'challenge withdrawn');
  });
}
