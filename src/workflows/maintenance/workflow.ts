import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../../activities/maintenance/create-activities.ts';

const { startForgotten, pruneExpired, keepKeys } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '30 s',
  retry: { maximumAttempts: 2 },
});

// Slow: an old partition may be large. The activities are retried while other statements lock the table.
const { extendPartitions, prunePartitions } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '4 m',
  retry: { initialInterval: '5 s', maximumAttempts: 10 },
  scheduleToCloseTimeout: '9 m',
});

/** The maximum number of batches in one run; the next run deletes the rest. */
const mostBatches = 100;

/** Starts the workflows of rows that have none. A workflow, so that operators see it. */
export async function sweepTransactions(): Promise<number> {
  return startForgotten();
}

/**
 * Deletes expired tokens, proofs, codes and counters, and old transactions, in short statements, and has people told of what they have to
 * renew. Run by a schedule.
 */
export async function pruneExpiredRows(): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const rows = await pruneExpired();
    if (rows === 0) break;
    deleted += rows;
  }
  return deleted;
}

/** Creates the partitions of the coming weeks and drops those that are older than the retention. Run by a schedule. */
export async function keepEventPartitions(): Promise<{ made: string[]; gone: string[] }> {
  return { made: await extendPartitions(), gone: await prunePartitions() };
}

/** Promotes the next signing keys when the rotation is due, and retires former keys whose tokens have expired. Run by a schedule. */
export async function keepSigningKeys(): Promise<number> {
  return keepKeys();
}
