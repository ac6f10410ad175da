import type { EntityManager } from '@mikro-orm/postgresql';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { transactionRemovalName } from './transaction-removals.ts';

/**
 * Ends an open transaction as `cancelled`. After the commit it can end in no other way: when its workflow cannot be notified
 * now, the sweeper does. Cancelled already is deleted.
 * @returns whether it has ended by now.
 * @throws CountersignError transaction_not_found, transaction_ended
 */
export async function cancelAsOperator(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  id: string,
  origin: RequestOrigin,
): Promise<boolean> {
  if (await deps.em().transactional((em) => askForEnd(em, deps.clock(), id, origin)))
    await deps.removals.tell({ [transactionRemovalName]: [id] });
  const row = await deps.em().findOne(Transaction, { id }, { fields: ['status', 'reason'] });
  if (!row) throw new CountersignError('transaction_not_found');
  if (row.status === 'pending') return false;
  if (row.reason !== 'cancelled') throw new CountersignError('transaction_ended');
  return true;
}

/** @returns whether it was open. */
async function askForEnd(em: EntityManager, now: Date, id: string, origin: RequestOrigin): Promise<boolean> {
  const [open] = await em.execute<{ userId: string | null; isAsked: boolean }[]>(
    `select user_id as "userId", cancel_requested_at is not null as "isAsked" from transaction where id = ? and status = 'pending' for update`,
    [id],
  );
  if (!open) return false;
  if (open.isAsked) return true;
  await em.execute('update transaction set cancel_requested_at = ? where id = ?', [now, id]);
  recordEvent(em, {
    name: 'ADMIN TRANSACTION CANCELLED',
    occurredAt: now,
    ...originOf(origin),
    userId: open.userId,
    subjectId: id,
  });
  return true;
}
