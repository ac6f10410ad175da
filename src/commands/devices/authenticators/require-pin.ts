import type { EntityManager } from '@mikro-orm/postgresql';
import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readFactorProof } from '../../../security/factors/factor-proof.ts';
import type { FactorPurpose } from '../../../security/factors/factor-proof.ts';
import type { Removals } from '../../removals/removals.ts';
import type { AppCaller } from '../app-caller.ts';
import type { ChangeRefusal } from './act-once.ts';
import { checkFactor } from './check-factor.ts';
import type { LockedRegistration } from './lock-factors.ts';

/** The proof that came with a change, and the change that it must cover. */
export interface PinRequirement {
  /** The `Factor-Proof` header. */
  factorProof: string | undefined;
  purpose: FactorPurpose;
  caller: AppCaller;
  now: Date;
  /** Seconds of clock skew. */
  tolerance: number;
  removals: Removals;
}

/** Whether the registration has a PIN. */
export async function hasPin(em: EntityManager, registrationId: string): Promise<boolean> {
  return (await em.count(AuthenticatorKey, { registration: registrationId, name: 'pin' })) > 0;
}

/**
 * Once a registration has a PIN, each change of its authenticators needs a proof by the PIN.
 * @returns the refusal; undefined when the change is allowed.
 */
export async function requirePin(
  em: EntityManager,
  registration: LockedRegistration,
  requirement: PinRequirement,
): Promise<ChangeRefusal | undefined> {
  const { factorProof, caller, now, removals } = requirement;
  if (!(await hasPin(em, registration.id))) return undefined;
  if (factorProof === undefined) return { code: 'factor_proof_required' };
  const proof = readPinProof(factorProof, requirement);
  if (!proof) return { code: 'invalid_factor_proof' };
  const verdict = await checkFactor(em, { registration, proof, origin: caller, now, removals });
  if (verdict.verdict === 'proven') return undefined;
  if (verdict.verdict === 'disconnected') return { code: 'user_disconnected', openWork: verdict.openWork };
  return { code: 'wrong_factor_proof', attemptsLeft: verdict.verdict === 'wrong' ? verdict.attemptsLeft : undefined };
}

function readPinProof(text: string, { purpose, now, tolerance }: PinRequirement) {
  try {
    const proof = readFactorProof(text, { purpose, now, tolerance });
    return proof.authenticator === 'pin' ? proof : undefined;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'invalid_factor_proof') return undefined;
    throw error;
  }
}
