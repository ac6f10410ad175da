/** Where dispatches and ends are counted. */
export interface TransactionMetrics {
  observeDispatch(labels: { method: string; result: 'sent' | 'refused' }, seconds: number): void;
  countTransaction(labels: { method: string; outcome: string }): void;
}
