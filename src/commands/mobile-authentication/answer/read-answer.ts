import { z } from 'zod';
import { displayedOf, signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
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
import { proveAnswerFactor } from './prove-answer-factor.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'open'>; answerSignatures: AnswerSignatures };

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

export type AnswerStatus = 'authenticated' | 'not_authenticated';

const answerSchema = z
  .strictObject({
    decision: z.enum(['accept', 'reject']),
    reason: z.enum(['not_me', 'cancelled']).optional(),
    displayed: z.record(z.string(), z.string()),
    signature: z.string().max(1024),
    factor: z.strictObject({ kind: z.enum(['pin', 'fingerprint', 'custom']), name: z.string().max(63).optional(), proof: z.string().max(2048) }).optional(),
  })
  .refine((answer) => answer.decision === 'reject' || answer.reason === undefined);

/**
 * Opens and proves an answer: PGP signature of the profile, displayed text as it was sent, JWS by the device key, and the
 * factor that the method asks for.
 * @returns the decision to be taken, the refusal of its factor, or the status when this very message decided it before.
 * @throws CountersignError transaction_not_found, transaction_closed, not_fetched, keys_not_exchanged, invalid_answer
 */
export async function readAnswer(deps: Deps, caller: AppCaller, request: { transactionId: string; messageId: string; message: string }): Promise<ProvenAnswer | FactorRefusal | { answered: AnswerStatus }> {
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
  const transaction = await deps.em().findOneOrFail(Transaction, { id: request.transactionId }, { fields: ['status', 'reason', 'answerMessageId'] });
  return answeredBy(deps, caller, transaction, request.messageId);
}

type Ended = Pick<Transaction, 'id' | 'status' | 'reason' | 'answerMessageId'>;

async function answeredBy(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, transaction: Ended, messageId: string): Promise<AnswerStatus> {
  if (transaction.status === 'pending' || transaction.answerMessageId !== messageId) throw await refuseClosed(deps, caller, transaction);
  return transaction.status;
}

async function proveAnswer(deps: Deps, caller: AppCaller, transaction: Transaction, request: { messageId: string; message: string }): Promise<ProvenAnswer | FactorRefusal> {
  const { messageId } = request;
  const conversation = await loadConversation(deps, caller);
  const { displayed, factor, ...answer } = parseAnswer(await deps.pgp.open(conversation, request.message, deps.clock()));
  // The user approved this text, not just something (PSD2 RTS article 5).
  if (!isSameText(displayed, displayedOf(transaction))) throw invalid('displayed is not what was sent');
  await deps.answerSignatures.verify(answer.signature, signedAnswerPayload(transaction, answer.decision), { deviceId: caller.deviceId, jwk: conversation.deviceJwk });
  const refused = await proveAnswerFactor(deps, caller, { transaction, messageId, decision: answer.decision, factor });
  if (refused) return { messageId, refused };
  const isFactorProven = answer.decision === 'accept' && methodRules[transaction.method].factors.length > 0;
  return { messageId, ...answer, ...(isFactorProven ? { factor: true } : {}) };
}

function isSameText(displayed: Record<string, string>, sent: Record<string, string>): boolean {
  const names = Object.keys(sent);
  return Object.keys(displayed).length === names.length && names.every((name) => displayed[name] === sent[name]);
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
