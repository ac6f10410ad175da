export const firstTryResults = ['delivered', 'failed', 'handed_on', 'left'] as const;
export type FirstTryResult = (typeof firstTryResults)[number];

/** Metrics of dispatches and ends. */
export interface TransactionMetrics {
  observeDispatch(labels: { method: string; result: 'sent' | 'refused' }, seconds: number): void;
  countTransaction(labels: { method: string; outcome: string }): void;
  /** `handed_on`: a workflow delivers it. `left`: no workflow could be started, so the sweeper does. */
  countFirstTry(result: FirstTryResult): void;
  /** Callbacks pending for more than a minute. */
  noteOwedCallbacks(count: number): void;
}
