/** The estimated time of the server, as a phone's clock is often wrong. */
export interface ServerClock {
  now(): Date;
  /**
   * Corrects the clock by the `Date` header of an answer, only when it is provably wrong: when the server's second is outside the
   * interval that this clock showed between sending and receiving.
   *
   * @returns whether the clock moved.
   */
  observe(dateHeader: string | null, sentAt: Date, receivedAt: Date): boolean;
  /** The milliseconds that are added to the uncorrected clock. */
  offsetMs(): number;
  /** The uncorrected clock, read before sending and after receiving. */
  local(): Date;
}

export function createServerClock(local: () => Date): ServerClock {
  let offsetMs = 0;
  return {
    local,
    offsetMs: () => offsetMs,
    now: () => new Date(local().getTime() + offsetMs),
    observe: (dateHeader, sentAt, receivedAt) => {
      const second = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
      if (Number.isNaN(second)) return false;
      const tooSlow = receivedAt.getTime() + offsetMs < second;
      const tooFast = sentAt.getTime() + offsetMs >= second + 1000;
      if (!tooSlow && !tooFast) return false;
      offsetMs = second + 500 - (sentAt.getTime() + receivedAt.getTime()) / 2;
      return true;
    },
  };
}
