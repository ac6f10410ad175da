import { useCallback, useEffect, useState } from 'react';
import { problemOf, type Problem } from '../api/request.ts';

/**
 * A list as the server has it; what is shown stays while it is read again.
 * @param read the same function each time.
 */
export function useList<One>(read: (signal: AbortSignal) => Promise<One[]>) {
  const [items, setItems] = useState<One[]>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    read(left.signal).then(
      (found) => {
        setItems(found);
        setProblem(undefined);
      },
      (error: unknown) => left.signal.aborted || setProblem(problemOf(error)),
    );
    return () => left.abort();
  }, [read, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { items, problem, reload };
}
