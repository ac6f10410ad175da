/** The comparisons, each with its own cursor. */
export const comparisons = ['transactions', 'callbacks', 'push_enrollments', 'workflows'] as const;
export type Comparison = (typeof comparisons)[number];

/** What can be repaired, as the metric and the detail of events name it. */
export const repairKinds = [
  'transaction_row',
  'transaction_workflow',
  'callback',
  'push_enrollment_row',
  'push_enrollment_workflow',
] as const;
export type RepairKind = (typeof repairKinds)[number];

/** Milliseconds in which rows and workflows may differ; younger rows are skipped. */
export const grace = 60_000;
