import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Cursors, ReconciliationActivities } from '../../activities/reconciliation/create-activities.ts';
import type { Comparison } from '../../domain/reconciliation/repair.ts';

const { compareBatch } = proxyActivities<ReconciliationActivities>({
  startToCloseTimeout: '2 m',
  retry: { maximumAttempts: 2 },
});

/** The maximum number of batches in one run, which keeps its history short. */
const mostBatches = 100;

const beginning: Record<Comparison, string> = { transactions: '', callbacks: '', push_enrollments: '', workflows: '' };

/**
 * Compares rows and workflows in batches and repairs differences. Started by a schedule; an unfinished run continues as a new
 * one.
 * @returns the number of repairs.
 */
export async function reconcile(cursors: Cursors = beginning, before = 0): Promise<number> {
  let left = cursors;
  let repaired = before;
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const compared = await compareBatch(left);
    repaired += compared.repaired;
    left = compared.left;
    if (Object.keys(left).length === 0) return repaired;
  }
  return continueAsNew<typeof reconcile>(left, repaired);
}
