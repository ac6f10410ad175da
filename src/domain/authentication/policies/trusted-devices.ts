import type { Requirement } from '../levels.ts';
import type { FlowPolicy } from './authentication-policy.ts';

type TrustPolicy = Pick<FlowPolicy, 'factors' | 'trustedDeviceDays'>;

/** Whether a person who has proven two factors may trust the browser. */
export function isTrustOffered({ factors, trustedDeviceDays }: TrustPolicy): boolean {
  return factors === 2 && trustedDeviceDays > 0;
}

/**
 * For how many days a trusted device stands in for a second factor where policies hold at once: what each of those says that ask for two
 * factors, the fewest of it. It never makes up for a level.
 */
export function trustedDays(policies: readonly TrustPolicy[]): number {
  const days = policies.filter(({ factors }) => factors === 2).map(({ trustedDeviceDays }) => trustedDeviceDays);
  return days.length > 0 ? Math.min(...days) : 0;
}

/** What is required of a person who trusts the browser: one factor. */
export function withTrust(required: Requirement): Requirement {
  return { ...required, factors: 1 };
}
