/** Streams that one profile may have open at one process. An app needs one; some more linger where the network went away. */
const most = 8;

/** The streams that are open, by profile. */
export interface NewestStreams {
  /**
   * Counts a stream in, and ends the oldest of its profile when that is one too many.
   * @param end ends this stream; called once at most.
   * @returns to be called when it has ended.
   */
  add(profileId: string, end: () => void): () => void;
}

/**
 * Each stream is told of every change by queries of its own, so whoever opens thousands would have all others wait. The newest
 * stay: an app that comes back is not kept out by what it left behind.
 */
export function createNewestStreams(): NewestStreams {
  const open = new Map<string, Set<() => void>>();
  return {
    add(profileId, end) {
      const own = open.get(profileId) ?? new Set();
      const only = () => end();
      open.set(profileId, own.add(only));
      const [oldest] = own;
      if (own.size > most && oldest) {
        own.delete(oldest);
        oldest();
      }
      return () => {
        own.delete(only);
        if (own.size === 0 && open.get(profileId) === own) open.delete(profileId);
      };
    },
  };
}
