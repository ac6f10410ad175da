import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds a start may take before its row looks forgotten. */
const patience = 10_000;
const most = 500;

/** Pending rows for which nothing was dispatched, so that their workflow may never have been started: oldest first, 500 at most. */
export async function findForgotten(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Transaction[]> {
  const createdAt = { $lt: new Date(deps.clock().getTime() - patience) };
  return deps.em().find(Transaction, { status: 'pending', dispatchedAt: null, createdAt }, { orderBy: { createdAt: 'asc' }, limit: most });
}
