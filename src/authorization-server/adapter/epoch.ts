/** Seconds since 1970, the time of tokens (RFC 7519 NumericDate). */
export function toEpoch(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** @param seconds from now on; undefined for what does not expire. */
export function expiryAfter(now: Date, seconds: number): Date {
  return new Date((toEpoch(now) + seconds) * 1000);
}
