import { achievedBy, isEnough } from '../../../domain/authentication/levels.ts';
import type { Requirement } from '../../../domain/authentication/levels.ts';
import { greatestFactor } from '../../../domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../../domain/authentication/methods/all-methods.ts';
import { bothPolicies, requirementAt } from '../../../domain/authentication/policies/authentication-policy.ts';
import { trustedDays, withTrust } from '../../../domain/authentication/policies/trusted-devices.ts';
import { decisiveCondition } from '../../../domain/authentication/policies/conditions.ts';
import type { PolicyCondition, SignInContext } from '../../../domain/authentication/policies/conditions.ts';
import { findOwnMethods } from '../flow/own-methods.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { findPolicyOfClient, findPolicyOfUser } from './applied-policy.ts';
import { findPolicy } from './change-policies.ts';
import { policyOf } from './stored-policy.ts';

export interface Simulation {
  policyId: string;
  userId: string | undefined;
  clientId: string | undefined;
  /** `isTrusted`: whether the person trusts the browser. */
  context: SignInContext & { isTrusted: boolean };
}

/** What a sign-in would be under a policy. */
export interface Simulated {
  /** Place of the condition that decides; null: none applies, or one of the policy beside it decides. */
  rule: number | null;
  effect: PolicyCondition['effect'];
  required: Requirement;
  methods: SignInMethodName[];
  firstFactors: SignInMethodName[];
  isLockedOut: boolean | null;
}

/**
 * Takes a policy as if it were in force, beside the user's own and the client's where these are named.
 * @throws CountersignError `policy_not_found`
 */
export async function simulatePolicy(deps: FlowDeps, simulation: Simulation): Promise<Simulated> {
  const { policyId, userId, clientId, context } = simulation;
  const row = await findPolicy(deps, policyId);
  const em = deps.em();
  const ofUser = userId === undefined || row.kind === 'user' ? undefined : await findPolicyOfUser(em, userId);
  const ofClient = row.kind === 'user' && clientId !== undefined ? await findPolicyOfClient(em, clientId) : undefined;
  const beside = ofUser ?? ofClient;
  const simulated = policyOf(row);
  const policies = beside ? [simulated, beside] : [simulated];
  const policy = beside ? bothPolicies(simulated, beside) : simulated;
  const { isDenied, required: asked } = requirementAt(policies, context);
  const required = context.isTrusted && trustedDays(policies) > 0 ? withTrust(asked) : asked;
  const rules = policies.map(({ conditions }) => decisiveCondition(conditions, context));
  const decisive = rules.reduce((strictest, rule) => (weightOf(rule) > weightOf(strictest) ? rule : strictest));
  const own =
    userId === undefined ? policy.methods : await findOwnMethods(deps, { policy, exhaustedMethods: [] }, userId);
  const isLockedOut = userId === undefined ? null : isDenied || !canReach(own, policy.firstFactors, required);
  return {
    rule: decisive === rules[0] ? (decisive?.index ?? null) : null,
    effect: decisive?.condition.effect ?? 'allow',
    required,
    methods: own,
    firstFactors: policy.firstFactors.filter((name) => own.includes(name)),
    isLockedOut,
  };
}

/** How strict a condition is among those that decide in their policies. */
function weightOf(rule: ReturnType<typeof decisiveCondition>): number {
  if (!rule) return -1;
  const { effect, level = 2 } = rule.condition;
  return { allow: 0, step_up: level, deny: 5 }[effect];
}

/** Whether all of a person's methods together would be enough. */
export function canReach(
  own: readonly SignInMethodName[],
  first: readonly SignInMethodName[],
  required: Requirement,
): boolean {
  if (!own.some((name) => first.includes(name))) return false;
  return isEnough(required, achievedBy(own.map(greatestFactor)));
}
