import { useSyncExternalStore } from 'react';
import { usePhone } from './phone.ts';

/** Whether the server can be reached now. */
export function useConnection(): boolean {
  const { connection } = usePhone();
  return useSyncExternalStore(connection.listen, connection.isUp);
}
