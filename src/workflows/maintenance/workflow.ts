import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../../activities/maintenance/create-activities.ts';

const { startUndispatched } = proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '30 s', retry: { maximumAttempts: 2 } });

/** Starts what was written but never started. Run by a schedule, so operators see it. */
export async function sweepTransactions(): Promise<number> {
  return startUndispatched();
}
