import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds a start may take before its row looks forgotten. */
const patience = 10_000;
/** Milliseconds a workflow may be late to say that the time is up. */
const overduePatience = 60_000;
const most = 500;

/**
 * Pending rows that no workflow seems to look after, oldest first, 500 at most: nothing was dispatched for them, or their
 * time is long up and nothing ended them.
 */
export async function findForgotten(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Transaction[]> {
  const now = deps.clock().getTime();
  const undispatched = { dispatchedAt: null, createdAt: { $lt: new Date(now - patience) } };
  const overdue = { expiresAt: { $lt: new Date(now - overduePatience) } };
  return deps.em().find(Transaction, { status: 'pending', $or: [undispatched, overdue] }, { orderBy: { createdAt: 'asc' }, limit: most });
}
