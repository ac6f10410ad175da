import { achievedBy } from '../../../domain/authentication/levels.ts';
import type { ProvenFactor } from '../../../domain/authentication/levels.ts';
import { greatestFactor, signInMethodNames } from '../../../domain/authentication/methods/all-methods.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';
import { stepsOf } from '../methods/all-steps.ts';

/**
 * The level that a person can prove with all that they have, 2 at the most (contract/portal.md section 1). Recovery codes do not count:
 * each would be used up by it.
 */
export async function bestLevelOf(deps: FlowDeps, personId: string): Promise<1 | 2> {
  const factors: ProvenFactor[] = [];
  for (const name of signInMethodNames) {
    if (name === 'recovery_code' || !(await stepsOf(name)?.isSetUp(deps, personId))) continue;
    factors.push(greatestFactor(name));
  }
  return achievedBy(factors).level >= 2 ? 2 : 1;
}
