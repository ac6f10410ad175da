import type { Comparison, RepairKind } from '../../domain/reconciliation/repair.ts';

/** Metrics of repairs and times of comparisons. */
export interface ReconciliationMetrics {
  countRepair(kind: RepairKind): void;
  noteComparison(comparison: Comparison, at: Date): void;
}
