import type { FactorClass, Level } from '../levels.ts';

/** The rules of a sign-in method. A method may prove more in one case than in another: the steps say so with the factor. */
export interface SignInMethodRules {
  /** What it proves at the most. */
  classes: readonly FactorClass[];
  /** The level that it reaches at the most. */
  level: Level;
  /** `amr` of a factor of this method. */
  amr: readonly string[];
  /** Whether a site that pretends to be us cannot pass on what it gets. */
  isPhishingResistant: boolean;
  /** Whether a flow can begin with it; a method that does not say whose it is needs a person. */
  isFirst: boolean;
  /** It is taken where a policy has it, and not shown: who has none cannot ask for one on the page. */
  isUnlisted?: true;
}
