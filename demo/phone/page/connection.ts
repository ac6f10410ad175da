const LIVE_PATHS = /\/(transactions\/stream|oauth\/token)$/;
const AWAY_STATUSES = new Set([502, 503, 504]);

/** A smaller difference is caused by network delay and rounded seconds, and is ignored. */
const NOTICED_SKEW_MS = 5000;

export type Connection = ReturnType<typeof createConnection>;

/**
 * Whether the server is reachable, learnt from the requests of the app SDK: its live stream is reopened until it works,
 * so a failure of that stream (or of the token it needs) means unreachable, and any answer means reachable. The `Date`
 * of an answer tells how wrong the clock of this phone is.
 */
export function createConnection() {
  const listeners = new Set<() => void>();
  let isUp = true;
  let skewMs = 0;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const learn = (answered: boolean) => {
    if (isUp === answered) return;
    isUp = answered;
    tell();
  };
  const learnTime = (answer: Response, sentAt: number) => {
    // The header is rounded down: use the end of its second, so that the page never shows more time than is left.
    const at = Date.parse(answer.headers.get('date') ?? '') + 1000;
    // The server wrote it at some moment between the request and now, so a slow answer is no wrong clock.
    const ahead = Math.max(0, sentAt - at) - Math.max(0, at - Date.now());
    const seen = Math.abs(ahead) < NOTICED_SKEW_MS ? 0 : ahead;
    if (Number.isNaN(at) || Math.abs(seen - skewMs) < NOTICED_SKEW_MS) return;
    skewMs = seen;
    tell();
  };
  return {
    fetch: async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const isLive = LIVE_PATHS.test(new URL(input instanceof Request ? input.url : input).pathname);
      const sentAt = Date.now();
      try {
        const answer = await fetch(input, init);
        learnTime(answer, sentAt);
        if (!AWAY_STATUSES.has(answer.status)) learn(true);
        else if (isLive) learn(false);
        return answer;
      } catch (error) {
        if (isLive && !init?.signal?.aborted) learn(false);
        throw error;
      }
    },
    isUp: () => isUp,
    /** Milliseconds by which the clock of this phone is ahead of the server's; 0 for a negligible difference. */
    skewMs: () => skewMs,
    /** Converts a time of the server to the clock of this phone. */
    onThisPhone: (at: Date): Date => new Date(at.getTime() + skewMs),
    /** Calls back on every change until the returned function is called. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
