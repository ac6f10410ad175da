import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SsoFailure } from '../../../../domain/authentication/methods/sso.ts';
import { AuthenticationChallenge } from '../../../../entities/authentication/authentication-challenge.ts';
import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { writeEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { voidChallenge } from '../../flow/challenges/open-challenge.ts';
import { changeFlow, moveFlow, recordFlowEvent } from '../../flow/change-flow.ts';
import type { LockedFlow } from '../../flow/change-flow.ts';
import { findFlow } from '../../flow/find-flow.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { failures, findProvider, hashOfState } from './provider-sign-in.ts';
import type { KeptSignIn } from './provider-sign-in.ts';
import { proveAccount } from './prove-account.ts';

/** What a browser brought back from a provider. */
export interface BroughtAnswer {
  /** By the address that it came to. */
  provider: string;
  query: URLSearchParams;
  /** Of the flow. */
  cookie: string | undefined;
  origin: RequestOrigin;
}

/** Where a flow stands after the answer of a provider. Undefined: there is no flow of this browser that waits for it. */
export interface CallbackEnd {
  flow: AuthenticationFlow | undefined;
  failure: SsoFailure | undefined;
}

const stale: CallbackEnd = { flow: undefined, failure: 'stale' };
/** Refusals of the flow that leave nothing to go on with for this answer. */
const isOver: readonly string[] = [
  'flow_unknown',
  'flow_expired',
  'flow_closed',
  'already_completed',
  'method_not_offered',
  'no_challenge',
];

/**
 * Takes the answer of a provider for the sign-in that waits for it: by its state, in the browser that began it, at the address of the
 * provider that it began at, and once.
 * @returns undefined: no flow has this state.
 */
export async function takeFlowCallback(deps: FlowDeps, brought: BroughtAnswer): Promise<CallbackEnd | undefined> {
  const em = deps.em();
  const subjectId = hashOfState(deps.keyring, brought.query.get('state') ?? '').toString('hex');
  const challenge = await em.findOne(AuthenticationChallenge, { method: 'sso', subjectId });
  if (!challenge) return undefined;
  try {
    return await takeAnswer(deps, brought, challenge);
  } catch (error) {
    if (!(error instanceof CountersignError) || !isOver.includes(error.code)) throw error;
    await noteStale(deps, brought, challenge);
    return stale;
  }
}

async function takeAnswer(
  deps: FlowDeps,
  { provider: id, query, cookie, origin }: BroughtAnswer,
  challenge: AuthenticationChallenge,
): Promise<CallbackEnd> {
  const key = { sessionId: challenge.flow, cookie };
  await findFlow(deps, key);
  const kept = JSON.parse(challenge.content ?? '{}') as Partial<KeptSignIn>;
  if (kept.provider !== id || !(await claim(deps, challenge))) throw new CountersignError('no_challenge');
  const about = { key, origin, challengeId: challenge.id };
  return takeClaimed(deps, about, { id, kept: kept as KeptSignIn, query }).catch(async (error: unknown) => {
    if (!(error instanceof CountersignError && isOver.includes(error.code))) await release(deps, about);
    throw error;
  });
}

async function takeClaimed(
  deps: FlowDeps,
  about: About,
  { id, kept, query }: { id: string; kept: KeptSignIn; query: URLSearchParams },
): Promise<CallbackEnd> {
  const provider = await findProvider(deps, id);
  if (!provider) return fail(deps, { ...about, failure: 'identity_provider_unknown', detail: id });
  const answer = await deps.identityProviders.takeAnswer(provider, kept, query);
  if (answer.status !== 'proven')
    return fail(deps, { ...about, failure: failures[answer.status], detail: `${id}: ${answer.detail}` });
  const prove = () =>
    changeWaiting(deps, about, async (locked) => {
      const failure = await proveAccount(deps, locked, {
        ...{ provider, account: answer.account, isAskedAnew: kept.newSignIn !== undefined },
      });
      return failure ? refuse(locked, failure, id) : { flow: locked.flow, failure };
    });
  return prove()
    .catch((error: unknown) => {
      // What another request added in the same moment is found by now.
      if (!isTaken(error)) throw error;
      return prove();
    })
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
      return fail(deps, { ...about, failure: 'account_exists', detail: id });
    });
}

/** Whether another request added a person with this address, or linked this account, in the same moment. */
function isTaken(error: unknown): boolean {
  if (error instanceof CountersignError) return error.code === 'email_in_use';
  return error instanceof UniqueConstraintViolationException;
}

/** Lets the person begin again after an error: the answer was looked at, and no other one is waited for. */
async function release(deps: FlowDeps, about: About): Promise<void> {
  await changeWaiting(deps, about, async (locked) => {
    await voidChallenge(locked);
    moveFlow(locked.flow, 'challenge withdrawn');
    return { flow: locked.flow, failure: undefined };
  }).catch(() => undefined);
}

/** Tells of an answer that fits a sign-in, but not this browser, not this provider, or not any more. */
async function noteStale(
  deps: FlowDeps,
  { provider, origin }: BroughtAnswer,
  { flow }: AuthenticationChallenge,
): Promise<void> {
  await writeEvent(deps, {
    name: 'SSO FAILED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    subjectId: flow,
    detail: `${provider}: stale`.slice(0, 255),
  });
}

/** An answer is looked at once: of racing ones, one finds the challenge untouched. */
async function claim(deps: FlowDeps, { id }: AuthenticationChallenge): Promise<boolean> {
  const untouched = { id, status: 'open', attempts: 0 } as const;
  return (await deps.em().nativeUpdate(AuthenticationChallenge, untouched, { attempts: 1 })) === 1;
}

interface About {
  key: { sessionId: string; cookie: string | undefined };
  origin: RequestOrigin;
  challengeId: string;
}

/** Changes the flow if it still waits for this answer. */
async function changeWaiting(
  deps: FlowDeps,
  { challengeId, ...about }: About,
  change: (locked: LockedFlow) => Promise<CallbackEnd>,
): Promise<CallbackEnd> {
  return changeFlow(deps, about, async (locked) => {
    if (locked.flow.challengeId !== challengeId) throw new CountersignError('no_challenge');
    return change(locked);
  });
}

async function fail(
  deps: FlowDeps,
  { failure, detail, ...about }: About & { failure: SsoFailure; detail: string },
): Promise<CallbackEnd> {
  return changeWaiting(deps, about, (locked) => refuse(locked, failure, detail));
}

/** The person may try another way. */
async function refuse(locked: LockedFlow, failure: SsoFailure, detail: string): Promise<CallbackEnd> {
  await voidChallenge(locked);
  moveFlow(locked.flow, 'refused or expired');
  recordFlowEvent(locked, 'SSO FAILED', { detail: `${detail}: ${failure}`.slice(0, 255) });
  return { flow: locked.flow, failure };
}
