import { useSyncExternalStore } from 'react';
import { usePhone } from './phone.ts';

/** Milliseconds by which the clock of this phone is fast; 0 when it is right. */
export function useClockSkew(): number {
  const { connection } = usePhone();
  return useSyncExternalStore(connection.listen, connection.skewMs);
}

/** Whether the server is reachable now. */
export function useConnection(): boolean {
  const { connection } = usePhone();
  return useSyncExternalStore(connection.listen, connection.isUp);
}
