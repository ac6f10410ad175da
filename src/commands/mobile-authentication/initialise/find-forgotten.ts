import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds for a start, after which the sweeper takes the row. */
const graceMs = 10_000;
const most = 500;

/** Pending rows without a dispatch, whose workflow may never have been started: oldest first, 500 at most. */
export async function findForgotten(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Transaction[]> {
  const createdAt = { $lt: new Date(deps.clock().getTime() - graceMs) };
  return deps
    .em()
    .find(
      Transaction,
      { status: 'pending', dispatchedAt: null, createdAt },
      { orderBy: { createdAt: 'asc' }, limit: most },
    );
}
