import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

/** Writes a wrong code that left attempts. The workflow has counted it already. */
export async function recordCodeAttempt(deps: Pick<CommandDeps, 'em' | 'clock'>, attempt: { transactionId: string; attemptsUsed: number }): Promise<void> {
  await deps.em().transactional(async (em) => {
    const open = { id: attempt.transactionId, status: 'pending' as const, attemptsUsed: { $lt: attempt.attemptsUsed } };
    const changed = await em.nativeUpdate(Transaction, open, { attemptsUsed: attempt.attemptsUsed });
    if (changed === 0) return;
    const transaction = await em.findOneOrFail(Transaction, { id: attempt.transactionId });
    const { userId, apiClientId, id, requestId } = transaction;
    recordEvent(em, { name: 'SMS AUTH VALIDATION FAILURE', occurredAt: deps.clock(), userId, clientId: apiClientId, subjectId: id, requestId });
  });
}
