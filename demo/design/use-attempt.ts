import { useCallback, useState } from 'react';

export interface Attempt {
  busy: boolean;
  /** The error of the last try. */
  error: unknown;
  /** Runs an action that may fail, and resets the last error. Returns whether it succeeded. */
  attempt: (action: () => Promise<unknown>) => Promise<boolean>;
  /** Resets the last error. */
  forget: () => void;
}

/** State of a button whose action takes time and may fail. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const attempt = useCallback(async (action: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await action();
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setError(undefined), []);
  return { busy, error, attempt, forget };
}
