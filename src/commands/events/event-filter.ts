/** Conditions of a search for events. All of them must hold. */
export interface EventFilter {
  /** Compared without regard to case (contract/end-user.md section 3). */
  userId?: string | undefined;
  clientId?: string | undefined;
  requestId?: string | undefined;
  /** Names: the event has one of them. */
  names?: readonly string[] | undefined;
  /** Epoch milliseconds, inclusive. */
  from?: number | undefined;
  /** Epoch milliseconds, exclusive. */
  until?: number | undefined;
}
