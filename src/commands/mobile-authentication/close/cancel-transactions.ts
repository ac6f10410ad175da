import type { EntityManager } from '@mikro-orm/postgresql';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { appMethods } from '../answer/app-transaction.ts';

/** Milliseconds for the requesting process to notify the workflow itself. */
const graceMs = 5_000;
const mostInOneSweep = 500;

/**
 * Asks for the end of a registration's open transactions, as part of the caller's unit of work. Once that is committed none of
 * them can end otherwise than as `cancelled` (see `closeTransaction`).
 * @param which `decided by the app`: those that were not handed on to a method that needs no phone.
 * @returns their ids, for `removals.tell` after the commit.
 */
export async function requestCancellation(
  em: EntityManager,
  registrationId: string,
  now: Date,
  which: 'all' | 'decided by the app' = 'all',
): Promise<string[]> {
  const methods = which === 'all' ? '' : ` and method in (${appMethods.map(() => '?').join(', ')})`;
  const rows = await em.execute<{ id: string }[]>(
    `update transaction set cancel_requested_at = ? where registration_id = ? and status = 'pending' and cancel_requested_at is null${methods} returning id`,
    [now, registrationId, ...(which === 'all' ? [] : appMethods)],
  );
  return rows.map(({ id }) => id);
}

/** Open transactions whose end was asked for a while ago: their workflow was not reached, or the asking process died. Oldest first. */
export async function findUncancelled(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Transaction[]> {
  const before = new Date(deps.clock().getTime() - graceMs);
  return deps
    .em()
    .find(
      Transaction,
      { status: 'pending', cancelRequestedAt: { $lt: before } },
      { orderBy: { cancelRequestedAt: 'asc' }, limit: mostInOneSweep },
    );
}
