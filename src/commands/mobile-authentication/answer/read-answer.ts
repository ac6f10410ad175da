import { isVerificationCodeRequired } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import type { ChangeRefusal } from '../../devices/authenticators/act-once.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';
import { answeredBy } from './answer-status.ts';
import type { AnswerStatus } from './answer-status.ts';
import { findAppTransaction } from './app-transaction.ts';
import type { AppTransaction } from './app-transaction.ts';
import { codeAttemptId, isVerificationCode } from './check-verification-code.ts';
import { openAnswer } from './open-answer.ts';
import type { OpenAnswerDeps } from './open-answer.ts';
import { proveAnswerFactor } from './prove-answer-factor.ts';

type Deps = OpenAnswerDeps & Pick<CommandDeps, 'keyring' | 'removals'>;

/** A user's decision with verified text and device signature. */
export interface ProvenAnswer {
  messageId: string;
  decision: 'accept' | 'reject';
  reason?: 'not_me' | 'cancelled';
  /** Detached compact JWS by the device key. */
  signature: string;
  /** Proof by the factor that the method requires. */
  factor?: string;
}

/** An answer that is valid except for its factor; the count is committed. */
export interface FactorRefusal {
  messageId: string;
  refused: ChangeRefusal;
}

/** An answer that is valid except for its verification code: the workflow counts it before the app is answered. */
export interface WrongVerificationCode {
  messageId: string;
  wrongCode: {
    /** Id of this try. */
    attemptId: string;
    /** Whether its factor was proven, which counts as an attempt. */
    factor: boolean;
  };
}

/** Result of an answer that could be read. */
export type ReadAnswer = ProvenAnswer | FactorRefusal | WrongVerificationCode | { answered: AnswerStatus };

/**
 * Opens and proves an answer: PGP signature of the registration, displayed text as it was sent, JWS by the device key, and the
 * the required factor and verification code. The factor is checked first, so that a thief without it learns nothing about the code.
 * @returns the decision, its refusal, or the status when the same message decided it before.
 * @throws CountersignError transaction_not_found, transaction_closed, not_fetched, keys_not_exchanged, invalid_answer, wrong_verification_code when the same message was the last wrong one
 */
export async function readAnswer(
  deps: Deps,
  caller: AppCaller,
  request: { transactionId: string; messageId: string; message: string },
): Promise<ReadAnswer> {
  const { transaction, keys } = await findAppTransaction(deps, caller, request.transactionId);
  if (transaction.status !== 'pending')
    return { answered: await answeredBy(deps, caller, transaction, request.messageId) };
  if (!transaction.fetchedAt) throw new CountersignError('not_fetched');
  try {
    return await proveAnswer(deps, caller, { transaction, keys }, request);
  } catch (error) {
    const isInvalid = error instanceof CountersignError && error.code === 'invalid_answer';
    if (isInvalid) await recordAppRefusal(deps, caller, 'MOBILE AUTH INVALID ANSWER', transaction.id, error.detail);
    throw error;
  }
}

async function proveAnswer(
  deps: Deps,
  caller: AppCaller,
  { transaction, keys }: AppTransaction,
  request: { messageId: string; message: string },
): Promise<Exclude<ReadAnswer, { answered: AnswerStatus }>> {
  const { messageId } = request;
  const {
    factor,
    verification_code: typed,
    ...answer
  } = await openAnswer(deps, caller, { transaction, keys }, request.message);
  const isAccepted = answer.decision === 'accept';
  if (isAccepted && !typed && isVerificationCodeRequired(transaction))
    throw new CountersignError('invalid_answer', { detail: 'no verification code' });
  const refused = await proveAnswerFactor(deps, caller, { transaction, messageId, decision: answer.decision, factor });
  if (refused) return { messageId, refused };
  const isFactorProven = isAccepted && methodRules[transaction.method].factors.length > 0;
  if (isAccepted && !isVerificationCode(deps.keyring, transaction, typed)) {
    return {
      messageId,
      wrongCode: { attemptId: codeAttemptId(deps.keyring, { messageId, typed: typed ?? '' }), factor: isFactorProven },
    };
  }
  return { messageId, ...answer, ...(isFactorProven && factor ? { factor: factor.proof } : {}) };
}
