import { useCallback, useState } from 'react';

export interface Attempt {
  busy: boolean;
  /** Why the last try failed. */
  error: unknown;
  /** Runs an action that may fail; a new try forgets the last failure. Tells whether it succeeded. */
  attempt: (action: () => Promise<unknown>) => Promise<boolean>;
  /** Forgets the last failure. */
  forget: () => void;
}

/** What every button needs whose action takes a while and may fail. */
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
