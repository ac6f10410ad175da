import type { Comparison, RepairKind } from '../../domain/reconciliation/repair.ts';

/** Where repairs are counted, and when what was compared. */
export interface ReconciliationMetrics {
  countRepair(kind: RepairKind): void;
  noteComparison(comparison: Comparison, at: Date): void;
}
