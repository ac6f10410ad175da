import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { notifyTransaction } from '../notify-transaction.ts';

/**
 * Takes back a pending row whose workflow could not be started. A row that was dispatched all the same stays as it is:
 * the start had arrived and only its answer was lost.
 * @returns whether it was withdrawn.
 */
export async function withdrawTransaction(deps: Pick<CommandDeps, 'em' | 'clock'>, id: string): Promise<boolean> {
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const withdrawn = { status: 'not_authenticated' as const, reason: 'failed_to_send' as const, refusal: 'engine_unreachable', closedAt: now };
    const changed = await em.nativeUpdate(Transaction, { id, status: 'pending', dispatchedAt: null }, withdrawn);
    if (changed === 0) return false;
    const transaction = await em.findOneOrFail(Transaction, { id });
    const { userId, apiClientId, requestId } = transaction;
    recordEvent(em, { name: 'MOBILE AUTH INIT FAILURE', occurredAt: now, userId, clientId: apiClientId, subjectId: id, requestId, detail: 'engine_unreachable' });
    await notifyTransaction(em, transaction);
    return true;
  });
}
