import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds a start may take before its row looks forgotten. */
const patience = 10_000;
const most = 500;

/** Pending rows that nothing has been dispatched for, oldest first, 500 at most. */
export async function findUndispatched(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Transaction[]> {
  const before = new Date(deps.clock().getTime() - patience);
  return deps.em().find(Transaction, { status: 'pending', dispatchedAt: null, createdAt: { $lt: before } }, { orderBy: { createdAt: 'asc' }, limit: most });
}
