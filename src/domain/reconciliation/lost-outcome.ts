import type { Outcome } from '../mobile-authentication/status.ts';

/** What is known of the workflow of an open transaction that no workflow looks after any more. */
export interface LostWorkflow {
  /** Epoch milliseconds when it was closed; undefined: it is not known at all. */
  closedAt: number | undefined;
  /** What it returned, where it ran to its end: the record was taken back behind it. */
  returned: Outcome | undefined;
}

/**
 * How a transaction ended whose workflow did not write it down. What the workflow decided stands. Else its time was up, or
 * whoever took the workflow away has cancelled it.
 */
export function outcomeOfLost({ closedAt, returned }: LostWorkflow, expiresAt: number, now: number): Outcome {
  if (returned) return returned;
  return { status: 'not_authenticated', reason: (closedAt ?? now) < expiresAt ? 'cancelled' : 'expired' };
}
