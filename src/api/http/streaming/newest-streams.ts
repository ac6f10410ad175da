/** Open streams of each subject, such as a registration. */
export interface NewestStreams {
  /**
   * Adds a stream, and ends the oldest of its subject beyond the limit.
   * @param end ends this stream; called at most once.
   * @returns a function to call when the stream has ended.
   */
  add(subjectId: string, end: () => void): () => void;
}

/**
 * Each stream queries at every change, so a caller with thousands of streams would delay all others. The newest
 * stay: lost connections do not block a caller that reconnects.
 * @param most of a subject.
 */
export function createNewestStreams(most: number): NewestStreams {
  const open = new Map<string, Set<() => void>>();
  return {
    add(subjectId, end) {
      const own = open.get(subjectId) ?? new Set();
      const only = () => end();
      open.set(subjectId, own.add(only));
      const [oldest] = own;
      if (own.size > most && oldest) {
        own.delete(oldest);
        oldest();
      }
      return () => {
        own.delete(only);
        if (own.size === 0 && open.get(subjectId) === own) open.delete(subjectId);
      };
    },
  };
}
