import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { findCodeTransaction, recordRefusedTransaction } from './code-transaction.ts';
import type { CodeRequest } from './code-transaction.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & {
  engine: {
    mobileAuthentication: {
      resendCode(
        transactionId: string,
        input: { messageId: string },
      ): Promise<{ verdict: 'sent' | 'not_sent' | 'limit_reached' }>;
    };
  };
};

/**
 * Has the text message of a transaction sent again, with the same code. Repeated under the same key, it is one resend.
 * @throws CountersignError transaction_not_open, transaction_of_other_user, resend_limit_reached, sms_not_sent
 */
export async function resendCode(deps: Deps, request: CodeRequest): Promise<void> {
  const { key } = request;
  await recordRefusedTransaction(deps, 'SMS AUTH RESEND FAILURE INVALID TRANSACTION', request, async () => {
    const row = await findCodeTransaction(deps, request);
    // One that is repeated after the end, its answer being lost, gets that answer: the workflow knows it by the name of the try, and takes no other.
    if (row.status !== 'pending' && key === undefined) throw new CountersignError('transaction_not_open');
    const messageId = key ? deps.keyring.lookupHash(key, 'resend', row.id).toString('hex') : randomUUID();
    const { verdict } = await deps.engine.mobileAuthentication.resendCode(row.id, { messageId });
    if (verdict === 'limit_reached') await refuseFurtherResend(deps, row, request);
    if (verdict === 'not_sent') throw new CountersignError('sms_not_sent', { retryAfterSeconds: 5 });
  });
}

async function refuseFurtherResend(
  deps: Pick<Deps, 'em' | 'clock'>,
  { id, userId }: Transaction,
  { origin }: Pick<CodeRequest, 'origin'>,
): Promise<never> {
  await writeEvent(deps, {
    name: 'SMS AUTH RESEND FAILURE RESEND LIMIT REACHED',
    occurredAt: deps.clock(),
    ...originOf(origin),
    userId: userId ?? null,
    subjectId: id,
  });
  throw new CountersignError('resend_limit_reached');
}
