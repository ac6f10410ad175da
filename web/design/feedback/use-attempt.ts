import { useCallback, useEffect, useRef, useState } from 'react';

export interface Attempt {
  busy: boolean;
  /** Why the last try failed. */
  problem: unknown;
  /** Runs an action unless one is under way. A new try forgets the last failure. Resolves to whether it succeeded. */
  attempt: (action: () => Promise<unknown>) => Promise<boolean>;
  forget: () => void;
}

/**
 * What a button needs whose work takes a while and may fail.
 * @param before what went wrong before the page was opened.
 */
export function useAttempt(before?: unknown): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(before);
  const isRunning = useRef(false);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);
  const attempt = useCallback(async (action: () => Promise<unknown>) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
      return true;
    } catch (error) {
      if (isShown.current) setProblem(error);
      return false;
    } finally {
      isRunning.current = false;
      if (isShown.current) setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setProblem(undefined), []);
  return { busy, problem, attempt, forget };
}
