/** Which events are looked for. Everything given has to hold. */
export interface EventFilter {
  /** Compared without regard to case (contract/end-user.md section 3). */
  userId?: string | undefined;
  clientId?: string | undefined;
  requestId?: string | undefined;
  /** Names, one of which it has. */
  names?: readonly string[] | undefined;
  /** Epoch milliseconds, inclusive. */
  from?: number | undefined;
  /** Epoch milliseconds, exclusive. */
  until?: number | undefined;
}
