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

/** Where each comparison goes on; one that is not named has come to its end. An empty cursor is the beginning. */
export type Cursors = Partial<Record<Comparison, string>>;

/** The activity of the reconciliation. */
export function createReconciliationActivities(deps: ActivityDeps) {
  return {
    /** Compares the next batch of each comparison that is named, and repairs where row and workflow disagree. May be repeated. */
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
