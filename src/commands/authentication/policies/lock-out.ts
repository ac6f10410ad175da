import { strictestOf } from '../../../domain/authentication/levels.ts';
import { bothPolicies, requirementAt } from '../../../domain/authentication/policies/authentication-policy.ts';
import type { AuthenticationPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import type { SignInContext } from '../../../domain/authentication/policies/conditions.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findAdministrators } from '../../persons/roles/administrators.ts';
import { operatorLevel } from '../../tokens/registry/operator-client.ts';
import { portalClientId } from '../../tokens/registry/portal-client.ts';
import { findOwnMethods } from '../flow/own-methods.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { findPolicyOfClient, findPolicyOfUser, policyOf } from './applied-policy.ts';
import type { PolicyValues } from './change-policies.ts';
import { canReach } from './simulate-policy.ts';

type Deps = FlowDeps & { environment: { mode: 'production' | 'development' } };

interface ChangedPolicy {
  values: PolicyValues;
  callerId: string;
  /** How many people the operator knows that it locks out. */
  confirmed: number | undefined;
  origin: RequestOrigin;
}

/**
 * Before a policy holds that would keep the operator who changes it, or an Administrator, from signing in at the console (contract/hub.md
 * section 9). It needs to be confirmed, and one that would leave no Administrator is not made at all.
 * @throws CountersignError `would_lock_out`
 */
export async function checkLockOut(deps: Deps, changed: ChangedPolicy): Promise<void> {
  const { values, callerId, confirmed } = changed;
  const administrators = await findAdministrators(deps.em());
  const concerned = [...new Set([callerId, ...administrators])].filter((id) => isFor(values, id));
  const lockedOut: string[] = [];
  for (const id of concerned) if (await isLockedOutBy(deps, changed, id)) lockedOut.push(id);
  const isOneLeft = administrators.some((id) => !lockedOut.includes(id));
  if (lockedOut.length === 0 || (isOneLeft && confirmed === lockedOut.length)) return;
  throw new CountersignError('would_lock_out', { extra: { affected: lockedOut.length } });
}

/** Whether a policy holds for a person where operators sign in. */
function isFor({ kind, subjectId }: PolicyValues, personId: string): boolean {
  return kind === 'default' || subjectId === (kind === 'user' ? personId : portalClientId);
}

/** Whether the person can sign in today, and could not with the policy. */
async function isLockedOutBy(deps: Deps, { values, callerId, origin }: ChangedPolicy, id: string): Promise<boolean> {
  const em = deps.em();
  // Where another person signs in from is not known: the conditions are asked for the caller alone.
  const changed = id === callerId ? policyOf(values) : { ...policyOf(values), conditions: [] };
  const ofClient = await findPolicyOfClient(em, portalClientId);
  const ofUser = await findPolicyOfUser(em, id);
  const beside = values.kind === 'user' ? ofClient : ofUser;
  const context = { address: origin.clientIp || null, now: deps.clock(), isNewDevice: false };
  const canNow = await canSignIn(deps, { id, policies: ofUser ? [ofClient, ofUser] : [ofClient], context });
  return canNow && !(await canSignIn(deps, { id, policies: beside ? [changed, beside] : [changed], context }));
}

async function canSignIn(
  deps: Deps,
  { id, policies, context }: { id: string; policies: AuthenticationPolicy[]; context: SignInContext },
): Promise<boolean> {
  const [one, other] = policies as [AuthenticationPolicy, AuthenticationPolicy?];
  const policy = other ? bothPolicies(one, other) : one;
  const { isDenied, required } = requirementAt(policies, context);
  if (isDenied) return false;
  const own = await findOwnMethods(deps, { policy, exhaustedMethods: [] }, id);
  return canReach(own, policy.firstFactors, strictestOf([required, { level: operatorLevel(deps.environment.mode) }]));
}
