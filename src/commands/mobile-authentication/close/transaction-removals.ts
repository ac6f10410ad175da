import type { RemovalEntry } from '../../removals/removals.ts';
import { requestCancellation } from './cancel-transactions.ts';

/** The name under which open transactions are told that their end was asked for. */
export const transactionRemovalName = 'mobile-authentication';

/**
 * Ends open transactions when a registration, its keys or an application's access is removed. Removing push ends
 * none: the app finds the transaction in its list (docs/decisions/0035).
 */
export function transactionRemovals(cancelTransaction: (id: string) => Promise<unknown>): RemovalEntry {
  return {
    name: transactionRemovalName,
    ends: {
      registration: (em, { registrationId }, now) => requestCancellation(em, registrationId, now),
      keys: (em, { registrationId }, now) => requestCancellation(em, registrationId, now, 'decided by the app'),
      access: (em, { registrationId }, now) => requestCancellation(em, registrationId, now),
    },
    tell: cancelTransaction,
  };
}
