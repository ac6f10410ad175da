import { keyAlgorithms } from '../../../domain/tokens/signing-keys/status.ts';
import type { KeyAlgorithm, SigningKeyState } from '../../../domain/tokens/signing-keys/status.ts';
import { SigningKey } from '../../../entities/tokens/signing-key.ts';
import { generateSigningKeyPair } from '../../../security/signing-key-pair.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changeSigningKeys } from './change-signing-keys.ts';

const neededStates = ['current', 'next'] as const;

interface Place {
  algorithm: KeyAlgorithm;
  state: (typeof neededStates)[number];
}

/**
 * Every published signing key; one current and one next of each algorithm. Those that are missing are made: the first
 * process of an installation makes the first keys, and replicas that start together agree on them.
 */
export async function ensureSigningKeys(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<SigningKey[]> {
  const keys = await findSigningKeys(deps);
  if (missingPlaces(keys).length === 0) return keys;
  // Made under the lock: replicas that start together wait for one to make them, rather than each make RSA keys of its own.
  await changeSigningKeys(deps, undefined, async (changes) => {
    const pairs = await Promise.all(
      missingPlaces(changes.keys).map(async (place) => ({
        ...place,
        pair: await generateSigningKeyPair(place.algorithm),
      })),
    );
    for (const { algorithm, state, pair } of pairs) await changes.add(algorithm, state, pair);
  });
  return findSigningKeys(deps);
}

function missingPlaces(keys: readonly SigningKey[]): Place[] {
  return keyAlgorithms
    .flatMap((algorithm) => neededStates.map((state) => ({ algorithm, state })))
    .filter((place) => !keys.some(({ algorithm, state }) => algorithm === place.algorithm && state === place.state));
}

/** Those that sign, then those that will, then those that did; each kind newest first. */
const order = ['current', 'next', 'former'] satisfies SigningKeyState[];

/** Every published signing key, in the order in which one is chosen to sign with. */
async function findSigningKeys(deps: Pick<CommandDeps, 'em'>): Promise<SigningKey[]> {
  const keys = await deps.em().findAll(SigningKey, { orderBy: { createdAt: 'desc', id: 'asc' } });
  return keys.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
}
