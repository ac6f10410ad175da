const LIVE_PATHS = /\/(transactions\/stream|oauth\/token)$/;
const AWAY_STATUSES = new Set([502, 503, 504]);

export type Connection = ReturnType<typeof createConnection>;

/**
 * Whether the server can be reached, learnt from the requests of the app SDK: its live stream is opened again until it
 * holds, so that stream (with the token it needs) tells when the server went away, and any answer tells that it is there.
 */
export function createConnection() {
  const listeners = new Set<() => void>();
  let isUp = true;
  const learn = (answered: boolean) => {
    if (isUp === answered) return;
    isUp = answered;
    for (const listener of listeners) listener();
  };
  return {
    fetch: async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const isLive = LIVE_PATHS.test(new URL(input instanceof Request ? input.url : input).pathname);
      try {
        const answer = await fetch(input, init);
        if (!AWAY_STATUSES.has(answer.status)) learn(true);
        else if (isLive) learn(false);
        return answer;
      } catch (error) {
        if (isLive && !init?.signal?.aborted) learn(false);
        throw error;
      }
    },
    isUp: () => isUp,
    /** Calls back on every change until the returned function is called. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
