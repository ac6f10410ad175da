import { randomUUID } from 'node:crypto';
import { grace } from '../../domain/reconciliation/repair.ts';
import type { Comparison } from '../../domain/reconciliation/repair.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { Batch, Compared } from './batch.ts';
import { compareCallbacks } from './compare-callbacks.ts';
import { comparePushEnrollments } from './compare-push-enrollments.ts';
import { compareTransactions } from './compare-transactions.ts';
import { compareWorkflows } from './compare-workflows.ts';

const compare: Record<Comparison, (deps: ActivityDeps, batch: Batch) => Promise<Compared>> = {
  transactions: compareTransactions,
  callbacks: compareCallbacks,
  push_enrollments: comparePushEnrollments,
  workflows: compareWorkflows,
};

/** Cursors of the comparisons; a missing one has ended, an empty one starts. */
export type Cursors = Partial<Record<Comparison, string>>;

/** The activity of the reconciliation. */
export function createReconciliationActivities(deps: ActivityDeps) {
  return {
    /** Compares the next batch of each named comparison and repairs differences of rows and workflows. Idempotent. */
    async compareBatch(cursors: Cursors): Promise<{ repaired: number; left: Cursors }> {
      const batch = { before: new Date(deps.clock().getTime() - grace), requestId: randomUUID() };
      const left: Cursors = {};
      let repaired = 0;
      for (const [comparison, after] of Object.entries(cursors) as [Comparison, string][]) {
        const compared = await compare[comparison](deps, { ...batch, after });
        repaired += compared.repaired;
        if (compared.next !== undefined) left[comparison] = compared.next;
        deps.metrics.noteComparison(comparison, deps.clock());
      }
      return { repaired, left };
    },
  };
}

export type ReconciliationActivities = ReturnType<typeof createReconciliationActivities>;
