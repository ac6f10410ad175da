import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findTransaction } from '../find-transaction.ts';

/** What a site asks about the code of a text message. */
export interface CodeRequest {
  /** As the site named it: it may be no id at all. */
  transactionId: string;
  /** In whose name it is asked. */
  userId: string;
  apiClientId: string;
  /** `Idempotency-Key`. */
  key: string | undefined;
  origin: RequestOrigin;
}

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/**
 * The site's own transaction that a code decides.
 * @throws CountersignError transaction_not_open, transaction_of_other_user
 */
export async function findCodeTransaction(
  deps: Pick<Deps, 'em'>,
  { transactionId, userId, apiClientId }: CodeRequest,
): Promise<Transaction> {
  const row = isTransactionId(transactionId) ? await findTransaction(deps, transactionId) : undefined;
  if (row?.apiClientId !== apiClientId || methodRules[row.method].decidedBy !== 'code')
    throw new CountersignError('transaction_not_open');
  if (row.userId !== userId) throw new CountersignError('transaction_of_other_user');
  return row;
}

/**
 * Writes an event when work is refused because of the transaction that the site named: unknown, ended and another user's are the
 * same work. What became of a code or a message is an event where it is counted or sent.
 */
export async function recordRefusedTransaction<Result>(
  deps: Deps,
  name: 'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION' | 'SMS AUTH RESEND FAILURE INVALID TRANSACTION',
  { transactionId, userId, origin }: CodeRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof CountersignError &&
      (error.code === 'transaction_not_open' || error.code === 'transaction_of_other_user')
    )
      await writeEvent(deps, {
        name,
        occurredAt: deps.clock(),
        ...originOf(origin),
        // Of another user's transaction it is not that user.
        userId,
        subjectId: isTransactionId(transactionId) ? transactionId : null,
        detail: error.code,
      });
    throw error;
  }
}
