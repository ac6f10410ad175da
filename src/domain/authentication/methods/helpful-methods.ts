import { achievedBy } from '../levels.ts';
import type { ProvenFactor, Requirement } from '../levels.ts';
import { greatestFactor, rulesOf } from './all-methods.ts';
import type { SignInMethodName } from './all-methods.ts';

/** Those of a person's methods that bring a flow nearer to what is required: another class, a higher level, or what phishing cannot get. */
export function helpfulMethods(
  own: readonly SignInMethodName[],
  factors: readonly ProvenFactor[],
  required: Requirement,
): SignInMethodName[] {
  const achieved = achievedBy(factors);
  return own.filter((name) => {
    const rules = rulesOf(name);
    if (factors.some(({ method }) => method === name)) return false;
    const next = achievedBy([...factors, greatestFactor(name)]);
    return (
      next.classes.length > achieved.classes.length ||
      rules.level > achieved.level ||
      (required.isPhishingResistant && rules.isPhishingResistant && !achieved.isPhishingResistant)
    );
  });
}
