import { isOver, isRotationDue, usableFrom } from '../../../domain/tokens/signing-keys/rotation.ts';
import { keyAlgorithms } from '../../../domain/tokens/signing-keys/status.ts';
import type { KeyAlgorithm } from '../../../domain/tokens/signing-keys/status.ts';
import type { SigningKey } from '../../../entities/tokens/signing-key.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { generateSigningKeyPair } from '../../../security/signing-key-pair.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { changeSigningKeys } from './change-signing-keys.ts';
import type { SigningKeyChanges } from './change-signing-keys.ts';
import { ensureSigningKeys } from './ensure-signing-keys.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/**
 * Lets the next key of every algorithm sign, by an operator's hand.
 * @throws CountersignError `signing_key_too_new`: a next key has not been published for a day, so resource servers may not know it.
 */
export async function rotateSigningKeys(deps: Deps, origin: RequestOrigin): Promise<SigningKey[]> {
  await ensureSigningKeys(deps);
  await changeSigningKeys(deps, origin, async (changes) => {
    const nextKeys = changes.keys.filter(({ state }) => state === 'next');
    // A next key that is not there has just been promoted by another rotation, and its successor is being made.
    const ages = keyAlgorithms.map(
      (name) => nextKeys.find(({ algorithm }) => algorithm === name) ?? { createdAt: changes.now },
    );
    const usableAt = Math.max(...ages.map((key) => usableFrom(key).getTime()));
    if (usableAt > changes.now.getTime())
      throw new CountersignError('signing_key_too_new', { extra: { usable_at: new Date(usableAt).toISOString() } });
    for (const next of nextKeys) await changes.promote(next);
  });
  return ensureSigningKeys(deps);
}

/**
 * Takes a key out of the key set at once, with all that it signed. In the place of a current one the next one signs, however
 * new it is: resource servers fetch the key set for a `kid` that they do not know.
 * @throws CountersignError `signing_key_not_found`
 */
export async function revokeSigningKey(deps: Deps, kid: string, origin: RequestOrigin): Promise<SigningKey[]> {
  await ensureSigningKeys(deps);
  await changeSigningKeys(deps, origin, async (changes) => {
    const key = changes.keys.find(({ id }) => id === kid);
    if (!key) throw new CountersignError('signing_key_not_found');
    await changes.remove(key, 'SIGNING KEY REVOKED');
    if (key.state === 'current') await replace(changes, key.algorithm);
  });
  return ensureSigningKeys(deps);
}

/** Lets the next key sign. A current one whose next is gone too is followed by a new one. */
async function replace(changes: SigningKeyChanges, algorithm: KeyAlgorithm): Promise<void> {
  const next = changes.keys.find((key) => key.state === 'next' && key.algorithm === algorithm);
  if (next) await changes.promote(next);
  else await changes.add(algorithm, 'current', await generateSigningKeyPair(algorithm));
}

/**
 * What is due: keys that have signed for `days` are followed by their next, former ones go when their longest token is over,
 * and what is missing is made. Doing it again does nothing.
 * @returns how many keys were promoted or retired.
 */
export async function keepSigningKeys(deps: Deps, days: number): Promise<number> {
  const now = deps.clock();
  const keys = await ensureSigningKeys(deps);
  if (duePromotions(keys, days, now).length + overKeys(keys, now).length === 0) return 0;
  let changed = 0;
  await changeSigningKeys(deps, undefined, async (changes) => {
    const promoted = duePromotions(changes.keys, days, changes.now);
    const retired = overKeys(changes.keys, changes.now);
    for (const next of promoted) await changes.promote(next);
    for (const former of retired) await changes.remove(former, 'SIGNING KEY RETIRED');
    changed = promoted.length + retired.length;
  });
  await ensureSigningKeys(deps);
  return changed;
}

function duePromotions(keys: readonly SigningKey[], days: number, now: Date): SigningKey[] {
  return keyAlgorithms.flatMap((algorithm) => {
    const ofAlgorithm = keys.filter((key) => key.algorithm === algorithm);
    const current = ofAlgorithm.find(({ state }) => state === 'current');
    const next = ofAlgorithm.find(({ state }) => state === 'next');
    return current && next && isRotationDue(current, days, now) && usableFrom(next) <= now ? [next] : [];
  });
}

function overKeys(keys: readonly SigningKey[], now: Date): SigningKey[] {
  return keys.filter((key) => key.state === 'former' && isOver(key, now));
}
