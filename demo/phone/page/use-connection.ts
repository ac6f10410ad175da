import { useSyncExternalStore } from 'react';
import { usePhone } from './phone.ts';

/** Milliseconds that the clock of this phone is ahead; 0 when it is right. */
export function useClockSkew(): number {
  const { connection } = usePhone();
  return useSyncExternalStore(connection.listen, connection.skewMs);
}

/** Whether the server can be reached now. */
export function useConnection(): boolean {
  const { connection } = usePhone();
  return useSyncExternalStore(connection.listen, connection.isUp);
}
