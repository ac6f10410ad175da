import type { EntityManager } from '@mikro-orm/postgresql';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { isWithin } from '../../rate-limits/is-within.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import { familiarities, familiarityOf } from './failures.ts';
import type { Familiarity } from './failures.ts';
import { guessKey } from './guess-limit.ts';
import type { Guess } from './guess-limit.ts';

/** Methods that send a code to a contact of the person. They have no row that could be locked: their wrong tries are counters. */
const codeMethods = ['email', 'sms', 'whatsapp'] as const;

/** Whose code is typed, by which method, and where. A contact that is no person's is counted by itself. */
export interface CodeGuess extends Guess {
  type: (typeof codeMethods)[number];
}

/** Whether codes are guessed too often for another one to be the right one. Known or not, it takes the same queries. */
export async function isGuessedTooOften(deps: Pick<CommandDeps, 'em' | 'keyring'>, guess: CodeGuess): Promise<boolean> {
  const { guesses, failures } = countersOf(deps, guess);
  const [isTooFast, isLocked] = [await guesses.limit.isSpent(guesses.key), await failures.limit.isSpent(failures.key)];
  return isTooFast || isLocked;
}

/**
 * Counts a code as a wrong one before it is compared, over all sign-ins of its person; {@link forgetCodeGuess} after a right one. Part of
 * the caller's transaction, which must not be undone by a wrong one.
 * @param onLock called for the first one that finds the method locked.
 * @returns whether it may be the right one.
 */
export async function countCodeGuess(
  em: EntityManager,
  keyring: Keyring,
  guess: CodeGuess,
  onLock: () => Promise<void>,
): Promise<boolean> {
  const { guesses, failures } = countersOf({ em: () => em, keyring }, guess, em);
  return (await isWithin(guesses.limit, guesses.key)) && isWithin(failures.limit, failures.key, onLock);
}

/** After a right one: what came before it does not count any more. Part of the caller's transaction. */
export async function forgetCodeGuess(em: EntityManager, keyring: Keyring, guess: CodeGuess): Promise<void> {
  const { limit, key } = countersOf({ em: () => em, keyring }, guess, em).guesses;
  await limit.takeBack(key);
  if (guess.personId !== undefined) await forgetFailuresOf(em, keyring, guess.personId, [guess.type]);
}

/** Opens what wrong codes have locked of a person. Part of the caller's transaction. */
export async function unlockCodes(em: EntityManager, keyring: Keyring, personId: string): Promise<void> {
  await forgetFailuresOf(em, keyring, personId, codeMethods);
}

function countersOf(deps: Pick<CommandDeps, 'em' | 'keyring'>, guess: CodeGuess, within?: EntityManager) {
  const key = failuresKey(deps.keyring, guess, familiarityOf(guess.knownDevice));
  return {
    guesses: { limit: createRateLimit(deps, rateLimit('sign-in-guess'), within), key: guessKey(deps.keyring, guess) },
    failures: { limit: createRateLimit(deps, rateLimit('sign-in-code-failures'), within), key },
  };
}

function failuresKey(
  keyring: Keyring,
  { type, personId, identifier }: Pick<CodeGuess, 'type' | 'personId' | 'identifier'>,
  from: Familiarity,
): string {
  const subject = personId === undefined ? ['identifier', identifier] : ['person', personId];
  return personalKey(keyring, [type, from, ...subject].join('\0'));
}

async function forgetFailuresOf(
  em: EntityManager,
  keyring: Keyring,
  personId: string,
  methods: readonly CodeGuess['type'][],
): Promise<void> {
  const limit = createRateLimit({ em: () => em }, rateLimit('sign-in-code-failures'), em);
  for (const type of methods)
    for (const from of familiarities)
      await limit.forget(failuresKey(keyring, { type, personId, identifier: '' }, from));
}
