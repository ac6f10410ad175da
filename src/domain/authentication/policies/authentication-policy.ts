import { rulesOf, signInMethodNames } from '../methods/all-methods.ts';
import type { SignInMethodName } from '../methods/all-methods.ts';
import { strictestOf } from '../levels.ts';
import type { Level, Requirement } from '../levels.ts';
import { trustedDays } from './trusted-devices.ts';
import { conditionAt } from './conditions.ts';
import type { PolicyCondition, SignInContext } from './conditions.ts';

/** What policies say of a sign-in wherever and whenever it is, as a flow keeps it. */
export type FlowPolicy = Omit<AuthenticationPolicy, 'conditions'> & {
  /** Conditions that are to be asked once it is known who signs in. */
  undecided?: readonly PolicyCondition[];
};

/** How people sign in (contract/authentication.md section 2). */
export interface AuthenticationPolicy {
  methods: SignInMethodName[];
  /** Those of them that a flow may begin with. */
  firstFactors: SignInMethodName[];
  minimumLevel: Level;
  /** Factors of different classes. */
  factors: 1 | 2;
  /** Seconds that a session may be old; null: any age. */
  maxSessionAge: number | null;
  /** Days that a trusted browser stands in for the second factor; 0: it does not. */
  trustedDeviceDays: number;
  /** The first that applies decides; without one the person may sign in. */
  conditions: PolicyCondition[];
}

/** What holds where no policy says otherwise: every method, one factor. */
export function defaultPolicy(): AuthenticationPolicy {
  return {
    methods: [...signInMethodNames],
    firstFactors: signInMethodNames.filter((name) => rulesOf(name).isFirst),
    minimumLevel: 1,
    factors: 1,
    maxSessionAge: null,
    trustedDeviceDays: 0,
    conditions: [],
  };
}

/** What a policy requires, its conditions apart. */
function requirementOf(policy: FlowPolicy): Partial<Requirement> {
  return { level: policy.minimumLevel, factors: policy.factors, maxAge: policy.maxSessionAge };
}

/**
 * What policies that hold at once require of a sign-in: the strictest. The conditions of each are asked by themselves, so that what one
 * allows can still be denied by another.
 */
export function requirementAt(
  policies: readonly AuthenticationPolicy[],
  context: SignInContext,
): { isDenied: boolean; required: Requirement } {
  const conditions = policies.map((policy) => conditionAt(policy.conditions, context));
  return {
    isDenied: conditions.some(({ isDenied }) => isDenied),
    required: strictestOf([...policies.map(requirementOf), ...conditions]),
  };
}

/** Two policies that hold at once, their conditions apart: the methods that both have, and the strictest of what they require. */
export function bothPolicies(one: FlowPolicy, other: FlowPolicy): FlowPolicy {
  const { level, factors, maxAge } = strictestOf([requirementOf(one), requirementOf(other)]);
  return {
    methods: one.methods.filter((name) => other.methods.includes(name)),
    firstFactors: one.firstFactors.filter((name) => other.firstFactors.includes(name)),
    minimumLevel: level,
    factors,
    maxSessionAge: maxAge,
    trustedDeviceDays: trustedDays([one, other]),
  };
}
