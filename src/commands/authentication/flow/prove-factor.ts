import { joiningTransaction } from '../../../database/joined-transaction.ts';
import { achievedBy, isEnough } from '../../../domain/authentication/levels.ts';
import type { ProvenFactor } from '../../../domain/authentication/levels.ts';
import { rulesOf } from '../../../domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { helpfulMethods } from '../../../domain/authentication/methods/helpful-methods.ts';
import { withTrust } from '../../../domain/authentication/policies/trusted-devices.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { DeniedPerson, Proven } from '../methods/method-steps.ts';
import { decideForUser } from '../policies/decide-for-user.ts';
import { acceptTrust, noteTrust } from '../trusted-devices/accept-trust.ts';
import { writeKeptAnswers } from './challenges/kept-answers.ts';
import { voidChallenge } from './challenges/open-challenge.ts';
import { moveFlow, recordFlowEvent } from './change-flow.ts';
import type { LockedFlow } from './change-flow.ts';
import type { FlowDeps } from './flow-deps.ts';
import type { KeptRequest } from './open-flow.ts';
import { findOwnMethods, findShownPerson } from './own-methods.ts';

/**
 * Adds a proven factor to a flow, and moves it on: it is enough, or more is needed. A flow is of one person, who may sign in.
 * @returns the refusal of a factor that is another person's.
 */
export async function proveFactor(
  deps: FlowDeps,
  locked: LockedFlow,
  { method, proven }: { method: SignInMethodName; proven: Proven },
): Promise<AuthenticationFlow | CountersignError> {
  const { em, flow, now } = locked;
  const { personId } = proven;
  await voidChallenge(locked);
  if (flow.personId && flow.personId !== personId) {
    recordFlowEvent(locked, 'AUTHENTICATION FACTOR FAILED', { detail: `${method}: other_user`, userId: personId });
    return new CountersignError('other_user');
  }
  const { isActive, display } = await findShownPerson(em, personId);
  if (!isActive) return deny(locked, { personId, detail: 'user_not_active' });
  if (!(await applyPolicyOfUser(deps, locked, { method, personId })))
    return deny(locked, { personId, detail: 'policy' });
  await applyTrust(locked, personId);
  const factors = [...flow.factors.filter((factor) => factor.method !== method), factorOf(method, proven, now)];
  const done = isEnough(flow.required, achievedBy(factors));
  moveFlow(flow, done ? 'factor proven, enough' : 'factor proven, more needed');
  if (done) await writeKeptAnswers(deps, locked);
  const own = done ? [] : await joiningTransaction(em, () => findOwnMethods(deps, flow, personId));
  Object.assign(flow, {
    factors,
    personId,
    personDisplay: flow.personDisplay ?? display,
    methods: helpfulMethods(own, factors, flow.required),
  });
  recordFlowEvent(locked, 'AUTHENTICATION FACTOR SUCCEEDED', { detail: method });
  return flow;
}

function factorOf(method: SignInMethodName, proven: Proven, now: Date): ProvenFactor {
  const rules = rulesOf(method);
  return {
    method,
    level: proven.level ?? rules.level,
    classes: proven.classes ?? [...rules.classes],
    amr: proven.amr ?? [...rules.amr],
    isPhishingResistant: proven.isPhishingResistant ?? rules.isPhishingResistant,
    provenAt: (proven.provenAt ?? now).toISOString(),
    ...(proven.identity && { identity: proven.identity }),
  };
}

/**
 * From the first factor on the policy of the person holds too, and what the policy of the client says of who they are.
 * @returns whether they may sign in, and by this method.
 */
async function applyPolicyOfUser(
  deps: Pick<FlowDeps, 'keyring'>,
  locked: LockedFlow,
  proof: { method: SignInMethodName; personId: string },
): Promise<boolean> {
  const { isAllowed, policy, required } = await decideForUser(deps, locked, proof);
  Object.assign(locked.flow, { policy, required });
  return isAllowed;
}

/** A browser that the person trusts stands in for their second factor where policy allows it. */
async function applyTrust(locked: LockedFlow, personId: string): Promise<void> {
  const { em, flow, now } = locked;
  if (flow.personId) return;
  const { trusted = [] } = JSON.parse(flow.request) as KeptRequest;
  const { policy, required } = flow;
  const device = await acceptTrust(em, { policy, required, personId, trusted, now });
  if (!device) return;
  flow.required = withTrust(required);
  await noteTrust({ ...locked, personId }, device);
}

/** A person who is disabled or not active yet, or whom a policy denies it, does not sign in. */
export function deny(locked: LockedFlow, { personId, detail }: DeniedPerson): AuthenticationFlow {
  const { flow } = locked;
  moveFlow(flow, 'denied');
  recordFlowEvent(locked, 'AUTHENTICATION FAILED', { detail, userId: personId });
  return flow;
}
