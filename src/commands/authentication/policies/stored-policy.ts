import type { Level } from '../../../domain/authentication/levels.ts';
import { signInMethodNames } from '../../../domain/authentication/methods/all-methods.ts';
import type { AuthenticationPolicy } from '../../../domain/authentication/policies/authentication-policy.ts';
import type { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';

/** The policy of a row. A method that this release does not have is left out. */
export function policyOf(row: Omit<AuthenticationPolicyRow, 'id' | 'createdAt' | 'changedAt'>): AuthenticationPolicy {
  return {
    methods: signInMethodNames.filter((name) => row.methods.includes(name)),
    firstFactors: signInMethodNames.filter((name) => row.firstFactors.includes(name) && row.methods.includes(name)),
    minimumLevel: row.minimumLevel as Level,
    factors: row.factors as 1 | 2,
    maxSessionAge: row.maxSessionAge ?? null,
    trustedDeviceDays: row.trustedDeviceDays,
    conditions: row.conditions,
  };
}
