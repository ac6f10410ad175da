import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';

/** Where a guess is counted. */
export interface Guess {
  /** What is guessed: a type of sign-in method, or the method that sends a code. */
  type: string;
  /** Undefined: no person has the identifier. */
  personId: string | undefined;
  /** What the caller typed, folded. Counted where there is no person, so that unknown ones are refused like known ones. */
  identifier: string;
  /** A device of the person that vouches for the caller; it has a count of its own. */
  knownDevice?: string | undefined;
}

/**
 * Counts a guess before it is looked at.
 * @returns takes the count back, after a right one.
 * @throws CountersignError `slow_down`
 */
export async function countGuess(
  deps: Pick<CommandDeps, 'em' | 'keyring'>,
  guess: Guess,
): Promise<() => Promise<void>> {
  const limit = createRateLimit(deps, rateLimit('sign-in-guess'));
  const key = guessKey(deps.keyring, guess);
  await limit.count(key);
  return () => limit.takeBack(key);
}

/** The key under which a guess is counted. */
export function guessKey(keyring: Keyring, { type, personId, identifier, knownDevice }: Guess): string {
  const subject = personId === undefined ? ['identifier', identifier] : ['person', personId, knownDevice ?? ''];
  return personalKey(keyring, [type, ...subject].join('\0'));
}
