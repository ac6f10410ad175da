import { achievedBy } from '../levels.ts';
import { greatestFactor } from '../methods/all-methods.ts';
import type { SignInMethodName } from '../methods/all-methods.ts';
import type { FlowPolicy } from './authentication-policy.ts';

/** Whether a person signs in by a policy with these methods. Recovery codes do not count, as each is used up. Conditions of policies are not asked. */
function isWithin(policy: FlowPolicy, methods: readonly SignInMethodName[]): boolean {
  const own = policy.methods.filter((name) => name !== 'recovery_code' && methods.includes(name));
  const achieved = achievedBy(own.map(greatestFactor));
  return (
    own.some((name) => policy.firstFactors.includes(name)) &&
    achieved.level >= policy.minimumLevel &&
    achieved.classes.length >= policy.factors
  );
}

/** Whether a policy is kept with the methods of a person, and is not any more with those that would be left. */
export function isDemanded(
  policy: FlowPolicy,
  { all, left }: { all: readonly SignInMethodName[]; left: readonly SignInMethodName[] },
): boolean {
  return isWithin(policy, all) && !isWithin(policy, left);
}
