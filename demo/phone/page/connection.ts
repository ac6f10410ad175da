const LIVE_PATHS = /\/(transactions\/stream|oauth\/token)$/;
const AWAY_STATUSES = new Set([502, 503, 504]);

/** Less is what networks and rounded seconds make; nobody minds it. */
const NOTICED_SKEW_MS = 5000;

export type Connection = ReturnType<typeof createConnection>;

/**
 * Whether the server can be reached, learnt from the requests of the app SDK: its live stream is opened again until it
 * holds, so that stream (with the token it needs) tells when the server went away, and any answer tells that it is there,
 * and by its `Date` how far the clock of this phone is off.
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
  const learnTime = (answer: Response) => {
    // The header is rounded down: taken as the end of its second, nobody is promised time that there is not.
    const at = Date.parse(answer.headers.get('date') ?? '') + 1000;
    const seen = Math.abs(Date.now() - at) < NOTICED_SKEW_MS ? 0 : Date.now() - at;
    if (Number.isNaN(at) || Math.abs(seen - skewMs) < NOTICED_SKEW_MS) return;
    skewMs = seen;
    tell();
  };
  return {
    fetch: async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const isLive = LIVE_PATHS.test(new URL(input instanceof Request ? input.url : input).pathname);
      try {
        const answer = await fetch(input, init);
        learnTime(answer);
        if (!AWAY_STATUSES.has(answer.status)) learn(true);
        else if (isLive) learn(false);
        return answer;
      } catch (error) {
        if (isLive && !init?.signal?.aborted) learn(false);
        throw error;
      }
    },
    isUp: () => isUp,
    /** Milliseconds that the clock of this phone is ahead of the server's; 0 when nobody would notice. */
    skewMs: () => skewMs,
    /** A time of the server's as the clock of this phone shows it. */
    onThisPhone: (at: Date): Date => new Date(at.getTime() + skewMs),
    /** Calls back on every change until the returned function is called. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
