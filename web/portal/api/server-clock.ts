/** A smaller difference comes from the way of an answer and from rounded seconds. */
const noticedMs = 5000;

let aheadMs = 0;

/**
 * Learns from the `Date` of an answer by how much the clock of this device is wrong: computers are set wrongly, and a deadline of the
 * server must not pass at once, or never, because of that. @param sentAt when the request was sent, in epoch milliseconds of this device
 */
export function learnServerTime(answer: Response, sentAt: number): void {
  // The header is rounded down: the end of its second never shows more time than is left.
  const at = Date.parse(answer.headers.get('date') ?? '') + 1000;
  if (Number.isNaN(at)) return;
  // The server wrote it at some moment between the request and now, so a slow answer is no wrong clock.
  const seen = Math.max(0, sentAt - at) - Math.max(0, at - Date.now());
  aheadMs = Math.abs(seen) < noticedMs ? 0 : seen;
}

/** A time of the server, in epoch milliseconds of the clock of this device. @param time ISO 8601 */
export function onThisDevice(time: string): number {
  return Date.parse(time) + aheadMs;
}
