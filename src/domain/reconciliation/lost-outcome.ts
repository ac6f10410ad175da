import type { Outcome } from '../mobile-authentication/status.ts';

/** The closed workflow of a transaction whose row is open. */
export interface LostWorkflow {
  /** Epoch milliseconds when it was closed; undefined: it is not known at all. */
  closedAt: number | undefined;
  /** What it returned, where it ran to its end: the record was taken back behind it. */
  returned: Outcome | undefined;
}

/**
 * End of a transaction whose workflow did not record it: the workflow's decision, else expiry, or
 * cancellation when the workflow was removed.
 */
export function outcomeOfLost({ closedAt, returned }: LostWorkflow, expiresAt: number, now: number): Outcome {
  if (returned) return returned;
  return { status: 'not_authenticated', reason: (closedAt ?? now) < expiresAt ? 'cancelled' : 'expired' };
}
