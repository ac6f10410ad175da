import { useEffect } from 'react';

/** Reloads when the customer returns from another tab, such as the phone's, where something may have changed. */
export function useReloadOnReturn(reload: () => void): void {
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && reload();
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [reload]);
}
