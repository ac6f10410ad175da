import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../../activities/maintenance/create-activities.ts';

const { startForgotten, pruneExpired } = proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '30 s', retry: { maximumAttempts: 2 } });

// Reading a partition that was left open for long takes its time; a table that is busy is tried again.
const { extendPartitions, prunePartitions } = proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '4 m', retry: { initialInterval: '5 s', maximumAttempts: 10 }, scheduleToCloseTimeout: '9 m' });

/** Batches of one run: what is left waits for the next. */
const mostBatches = 100;

/** Starts what was written and is looked after by no workflow. Run by a schedule, so operators see it. */
export async function sweepTransactions(): Promise<number> {
  return startForgotten();
}

/** Deletes tokens, proofs, codes and counters that expired, and transactions that are old, in short statements. Run by a schedule. */
export async function pruneExpiredRows(): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const rows = await pruneExpired();
    if (rows === 0) break;
    deleted += rows;
  }
  return deleted;
}

/** Makes the partitions of the coming weeks and drops those that are older than the retention. Run by a schedule. */
export async function keepEventPartitions(): Promise<{ made: string[]; gone: string[] }> {
  return { made: await extendPartitions(), gone: await prunePartitions() };
}
