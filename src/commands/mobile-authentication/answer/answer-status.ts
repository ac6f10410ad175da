import { runStatement } from '../../../database/prepared-statement.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import { refuseClosed } from './app-transaction.ts';

export type AnswerStatus = 'authenticated' | 'not_authenticated';

/**
 * The recorded status of a transaction that a message decided. Only the record counts: a workflow whose
 * task was lost after it wrote the record may decide otherwise in its retry, without effect.
 * @throws CountersignError transaction_closed when something else decided it
 */
export async function loadAnswered(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  request: { transactionId: string; messageId: string },
): Promise<AnswerStatus> {
  const [ended] = await runStatement<Ended>(deps.em(), {
    sql: 'select id, status, reason, answer_message_id as "answerMessageId", wrong_codes as "wrongCodes" from transaction where id = ?',
    parameters: [request.transactionId],
  });
  if (!ended) throw new CountersignError('transaction_not_found');
  return answeredBy(deps, caller, ended, request.messageId);
}

type Ended = Pick<Transaction, 'id' | 'status' | 'reason' | 'answerMessageId' | 'wrongCodes'>;

/**
 * The status of a transaction that has ended, when this message decided it.
 * @throws CountersignError transaction_closed when something else did; wrong_verification_code when this was the last wrong one
 */
export async function answeredBy(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  transaction: Ended,
  messageId: string,
): Promise<AnswerStatus> {
  if (transaction.status === 'pending' || transaction.answerMessageId !== messageId)
    throw await refuseClosed(deps, caller, transaction);
  // The message with the last wrong code gets the same answer again.
  if (transaction.reason === 'attempts_exceeded' && transaction.wrongCodes > 0) throw wrongVerificationCode(0);
  return transaction.status;
}

/** Error for the app after a counted wrong verification code. */
export function wrongVerificationCode(attemptsLeft: number): CountersignError {
  return new CountersignError('wrong_verification_code', { extra: { attempts_left: attemptsLeft } });
}
