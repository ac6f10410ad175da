import { useCallback, useEffect, useState } from 'react';
import { problemOf, type Problem } from '../api/request.ts';

/**
 * What a page is about, as the server has it; what is shown stays while it is read again.
 * @param read the same function each time.
 */
export function useLoaded<Loaded>(read: (signal: AbortSignal) => Promise<Loaded>) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    read(left.signal).then(
      (found) => {
        setLoaded(found);
        setProblem(undefined);
      },
      (error: unknown) => left.signal.aborted || setProblem(problemOf(error)),
    );
    return () => left.abort();
  }, [read, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { loaded, problem, reload };
}
