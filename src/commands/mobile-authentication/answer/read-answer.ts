import { isDeepStrictEqual } from 'node:util';
import type { JWK } from 'jose';
import { z } from 'zod';
import { displayedOf, signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import { isVerificationCodeRequired } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AnswerSignatures } from '../../../security/answer-signature.ts';
import type { Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../../app-caller.ts';
import type { ChangeRefusal } from '../../authenticators/act-once.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { loadConversation } from '../../key-enrollment/load-conversation.ts';
import { recordAppRefusal } from '../../events/record-app-refusal.ts';
import { findAppTransaction, refuseClosed } from './app-transaction.ts';
import { codeAttemptId, isVerificationCode } from './check-verification-code.ts';
import { proveAnswerFactor } from './prove-answer-factor.ts';

type OpenDeps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'open'>; answerSignatures: AnswerSignatures };
type Deps = OpenDeps & Pick<CommandDeps, 'keyring'>;

/** A user's decision, proven to be about the text that was sent and to come from the device. */
export interface ProvenAnswer {
  messageId: string;
  decision: 'accept' | 'reject';
  reason?: 'not_me' | 'cancelled';
  /** Detached compact JWS by the device key. */
  signature: string;
  /** The factor that the method asks for is proven. */
  factor?: boolean;
}

/** An answer that is in order but for its factor; what was counted is written. */
export interface FactorRefusal {
  messageId: string;
  refused: ChangeRefusal;
}

/** An answer that is in order but for its verification code: the workflow counts it before anybody is told. */
export interface WrongVerificationCode {
  messageId: string;
  wrongCode: {
    /** Names this try. */
    attemptId: string;
    /** Its factor was proven, which is an attempt of that. */
    factor: boolean;
  };
}

/** What became of an answer that could be read. */
export type ReadAnswer = ProvenAnswer | FactorRefusal | WrongVerificationCode | { answered: AnswerStatus };

export type AnswerStatus = 'authenticated' | 'not_authenticated';

const answerSchema = z
  .strictObject({
    decision: z.enum(['accept', 'reject']),
    reason: z.enum(['not_me', 'cancelled']).optional(),
    displayed: z.record(z.string(), z.string().or(z.record(z.string(), z.string()))),
    signature: z.string().max(1024),
    verification_code: z.string().regex(/^[0-9]{6}$/).optional(),
    factor: z.strictObject({ kind: z.enum(['pin', 'fingerprint', 'custom']), name: z.string().max(63).optional(), proof: z.string().max(2048) }).optional(),
  })
  .refine((answer) => answer.decision === 'reject' || answer.reason === undefined);

/**
 * Opens and proves an answer: PGP signature of the profile, displayed text as it was sent, JWS by the device key, and the
 * factor and the verification code that are asked for. The factor comes first: whoever does not have it learns nothing of the code.
 * @returns the decision to be taken, what of it was refused, or the status when this very message decided it before.
 * @throws CountersignError transaction_not_found, transaction_closed, not_fetched, keys_not_exchanged, invalid_answer, wrong_verification_code when this very message was the last wrong one
 */
export async function readAnswer(deps: Deps, caller: AppCaller, request: { transactionId: string; messageId: string; message: string }): Promise<ReadAnswer> {
  const transaction = await findAppTransaction(deps, caller, request.transactionId);
  if (transaction.status !== 'pending') return { answered: await answeredBy(deps, caller, transaction, request.messageId) };
  if (!transaction.fetchedAt) throw new CountersignError('not_fetched');
  try {
    return await proveAnswer(deps, caller, transaction, request);
  } catch (error) {
    const isInvalid = error instanceof CountersignError && error.code === 'invalid_answer';
    if (isInvalid) await recordAppRefusal(deps, caller, 'MOBILE AUTH INVALID ANSWER', transaction.id, error.detail);
    throw error;
  }
}

/**
 * The status of a transaction that a message decided, as its record says. The record is the only judge: a workflow whose
 * task was lost after it wrote the record may decide otherwise when it tries again, and changes nothing.
 * @throws CountersignError transaction_closed when something else decided it
 */
export async function loadAnswered(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, request: { transactionId: string; messageId: string }): Promise<AnswerStatus> {
  const transaction = await deps.em().findOneOrFail(Transaction, { id: request.transactionId }, { fields: ['status', 'reason', 'answerMessageId', 'wrongCodes'] });
  return answeredBy(deps, caller, transaction, request.messageId);
}

type Ended = Pick<Transaction, 'id' | 'status' | 'reason' | 'answerMessageId' | 'wrongCodes'>;

async function answeredBy(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, transaction: Ended, messageId: string): Promise<AnswerStatus> {
  if (transaction.status === 'pending' || transaction.answerMessageId !== messageId) throw await refuseClosed(deps, caller, transaction);
  // The message that brought the last wrong code hears the same again.
  if (transaction.reason === 'attempts_exceeded' && transaction.wrongCodes > 0) throw wrongVerificationCode(0);
  return transaction.status;
}

/** What the app is told of a wrong verification code that was counted. */
export function wrongVerificationCode(attemptsLeft: number): CountersignError {
  return new CountersignError('wrong_verification_code', { extra: { attempts_left: attemptsLeft } });
}

async function proveAnswer(deps: Deps, caller: AppCaller, transaction: Transaction, request: { messageId: string; message: string }): Promise<Exclude<ReadAnswer, { answered: AnswerStatus }>> {
  const { messageId } = request;
  const { factor, verification_code: typed, ...answer } = await openAnswer(deps, caller, transaction, request.message);
  const isAccepted = answer.decision === 'accept';
  if (isAccepted && !typed && isVerificationCodeRequired(transaction)) throw invalid('no verification code');
  const refused = await proveAnswerFactor(deps, caller, { transaction, messageId, decision: answer.decision, factor });
  if (refused) return { messageId, refused };
  const isFactorProven = isAccepted && methodRules[transaction.method].factors.length > 0;
  if (isAccepted && !isVerificationCode(deps.keyring, transaction, typed)) {
    return { messageId, wrongCode: { attemptId: codeAttemptId(deps.keyring, { messageId, typed: typed ?? '' }), factor: isFactorProven } };
  }
  return { messageId, ...answer, ...(isFactorProven ? { factor: true } : {}) };
}

/** An answer as it was signed, but for what it repeats. */
export type SignedDecision = Omit<z.output<typeof answerSchema>, 'displayed'>;

/**
 * Opens an answer and checks what every answer has to prove: PGP signature of the profile, displayed text as it was sent, JWS by the device key.
 * @throws CountersignError keys_not_exchanged, invalid_answer
 */
export async function openAnswer(deps: OpenDeps, caller: AppCaller, transaction: Transaction, message: string): Promise<SignedDecision> {
  const conversation = await loadConversation(deps, caller);
  const { displayed, ...answer } = parseAnswer(await deps.pgp.open(conversation, message, deps.clock()));
  await checkSigned(deps, caller, transaction, { ...answer, displayed, jwk: conversation.deviceJwk });
  return answer;
}

type SignedAnswer = Pick<z.output<typeof answerSchema>, 'decision' | 'displayed' | 'signature'> & { jwk: JWK };

/** The user approved this text, not just something (PSD2 RTS article 5). */
async function checkSigned(deps: OpenDeps, caller: AppCaller, transaction: Transaction, { decision, displayed, signature, jwk }: SignedAnswer): Promise<void> {
  try {
    if (!isDeepStrictEqual(displayed, displayedOf(transaction))) throw invalid('displayed is not what was sent');
    await deps.answerSignatures.verify(signature, signedAnswerPayload(transaction, decision), { deviceId: caller.deviceId, jwk });
  } catch (error) {
    if (error instanceof CountersignError) await recordAppRefusal(deps, caller, 'TRANSACTION SIGNING FAILED', transaction.id, error.detail);
    throw error;
  }
}

function parseAnswer(text: string): z.output<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalid('not of the declared shape', cause);
  }
}

function invalid(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_answer', { detail, cause });
}
