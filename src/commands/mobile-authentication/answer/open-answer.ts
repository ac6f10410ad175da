import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { displayedOf, signedAnswerPayload } from '../../../domain/mobile-authentication/displayed.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AnswerSignatures } from '../../../security/answer-signature.ts';
import type { Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { conversationOf } from '../../devices/key-enrollment/load-conversation.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';
import type { AppTransaction } from './app-transaction.ts';

export type OpenAnswerDeps = Pick<CommandDeps, 'em' | 'clock'> & {
  configuration: ConfigurationSource;
  pgp: Pick<Pgp, 'open'>;
  answerSignatures: AnswerSignatures;
};

const answerSchema = z
  .strictObject({
    decision: z.enum(['accept', 'reject']),
    reason: z.enum(['not_me', 'cancelled']).optional(),
    displayed: z.record(z.string(), z.string().or(z.record(z.string(), z.string()))),
    signature: z.string().max(1024),
    verification_code: z
      .string()
      .regex(/^[0-9]{6}$/)
      .optional(),
    factor: z
      .strictObject({
        kind: z.enum(['pin', 'fingerprint', 'custom']),
        name: z.string().max(63).optional(),
        proof: z.string().max(2048),
      })
      .optional(),
  })
  .refine((answer) => answer.decision === 'reject' || answer.reason === undefined);

/** The signed answer without its repeated fields. */
export type SignedDecision = Omit<z.output<typeof answerSchema>, 'displayed'>;

/**
 * Decrypts an answer and verifies the PGP signature, the displayed text and the JWS by the device key.
 * @throws CountersignError keys_not_exchanged, invalid_answer
 */
export async function openAnswer(
  deps: OpenAnswerDeps,
  caller: AppCaller,
  { transaction, keys }: AppTransaction,
  message: string,
): Promise<SignedDecision> {
  const conversation = await conversationOf(deps, caller, keys);
  const { displayed, ...answer } = parseAnswer(await deps.pgp.open(conversation, message, deps.clock()));
  await checkSigned(deps, caller, transaction, { ...answer, displayed, jwk: conversation.deviceJwk });
  return answer;
}

type SignedAnswer = Pick<z.output<typeof answerSchema>, 'decision' | 'displayed' | 'signature'> & {
  jwk: Record<string, string>;
};

/** The user approved this text, not just something (PSD2 RTS article 5). */
async function checkSigned(
  deps: OpenAnswerDeps,
  caller: AppCaller,
  transaction: Transaction,
  { decision, displayed, signature, jwk }: SignedAnswer,
): Promise<void> {
  try {
    if (!isDeepStrictEqual(displayed, displayedOf(transaction))) throw invalid('displayed is not what was sent');
    deps.answerSignatures.verify(signature, signedAnswerPayload(transaction, decision), {
      deviceId: caller.deviceId,
      jwk,
    });
  } catch (error) {
    if (error instanceof CountersignError)
      await recordAppRefusal(deps, caller, 'TRANSACTION SIGNING FAILED', transaction.id, error.detail);
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
