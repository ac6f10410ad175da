import type { EntityManager } from '@mikro-orm/postgresql';
import { authenticatorKindOf } from '../../../domain/devices/authenticators/authenticator-name.ts';
import { challengeOf } from '../../../domain/mobile-authentication/challenge.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readFactorProof } from '../../../security/factors/factor-proof.ts';
import type { FactorProof } from '../../../security/factors/factor-proof.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import { decideOnce } from '../../devices/authenticators/act-once.ts';
import type { ChangeRefusal } from '../../devices/authenticators/act-once.ts';
import { checkFactor } from '../../devices/authenticators/check-factor.ts';
import type { LockedRegistration } from '../../devices/authenticators/lock-factors.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { Removals } from '../../removals/removals.ts';

/** The factor in an answer: its kind, the name of a custom authenticator, and the proof. */
export interface AnswerFactor {
  kind: 'pin' | 'fingerprint' | 'custom';
  name?: string | undefined;
  proof: string;
}

/**
 * Verifies the factor of an approval, if the method requires one. A wrong PIN is counted on the enrolment,
 * once for a message; the last one disconnects the user. A wrong proof by another authenticator revokes that one.
 * @returns the refusal after what was counted is written; undefined when the factor is proven, or none is asked for.
 * @throws CountersignError invalid_answer: nothing was counted.
 */
export async function proveAnswerFactor(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  caller: AppCaller,
  answer: {
    transaction: Transaction;
    messageId: string;
    decision: 'accept' | 'reject';
    factor: AnswerFactor | undefined;
  },
): Promise<ChangeRefusal | undefined> {
  const { transaction, messageId, decision, factor } = answer;
  const { factors } = methodRules[transaction.method];
  if (factors.length === 0 || decision === 'reject') return undefined;
  if (!factor || !factors.includes(factor.kind)) return { code: 'factor_proof_required' };
  const proof = readProof(transaction, factor, deps.clock());
  const message = {
    messageId,
    request: `answer ${transaction.id} ${factor.proof}`,
    refusedEvent: 'MOBILE AUTH FACTOR REFUSED',
  } as const;
  return decideOnce(deps, caller, message, (em, registration) =>
    check(em, registration, { proof, caller, now: deps.clock(), removals: deps.removals }),
  );
}

function readProof(transaction: Transaction, factor: AnswerFactor, now: Date): FactorProof {
  try {
    const proof = readFactorProof(factor.proof, {
      purpose: { challenge: challengeOf(transaction), transaction_id: transaction.id },
      now,
      tolerance: 0,
    });
    if (
      proof.authenticator === (factor.kind === 'custom' ? factor.name : factor.kind) &&
      authenticatorKindOf(proof.authenticator) === factor.kind
    )
      return proof;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    throw new CountersignError('invalid_answer', { detail: `factor: ${error.detail}`, cause: error });
  }
  throw new CountersignError('invalid_answer', {
    detail: 'factor: the proof is by another authenticator than it says',
  });
}

async function check(
  em: EntityManager,
  registration: LockedRegistration,
  { proof, caller, now, removals }: { proof: FactorProof; caller: AppCaller; now: Date; removals: Removals },
): Promise<ChangeRefusal | undefined> {
  const verdict = await checkFactor(em, { registration, proof, origin: caller, now, removals });
  switch (verdict.verdict) {
    case 'proven':
      return undefined;
    case 'wrong':
      return { code: 'wrong_factor_proof', attemptsLeft: verdict.attemptsLeft };
    case 'disconnected':
      return { code: 'user_disconnected', openWork: verdict.openWork };
    case 'revoked':
      return { code: 'authenticator_revoked' };
    case 'unknown':
      return { code: 'factor_proof_required' };
  }
}
