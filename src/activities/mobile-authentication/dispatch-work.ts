/** One attempt to reach the user. `transactionId:step:send` is its idempotency key. */
export interface DispatchWork {
  transactionId: string;
  /** Index into the policy's steps. */
  step: number;
  /** True when no method follows. */
  last: boolean;
}

export interface DispatchResult {
  sent: boolean;
}
