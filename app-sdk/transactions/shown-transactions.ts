import type { AppStorage } from '../storage/app-storage.ts';
import type { FetchedMessage } from './transaction-details.ts';

/** The fetched, unanswered transactions, so that a reloaded page can still answer. */
export interface ShownTransactions {
  find(profileId: string, transactionId: string): Promise<FetchedMessage | undefined>;
  keep(profileId: string, message: FetchedMessage): Promise<void>;
  /** Deletes one transaction, or all of a profile. */
  forget(profileId: string, transactionId?: string): Promise<void>;
  /** Deletes expired transactions. @returns their ids. */
  forgetExpired(profileId: string, now: Date): Promise<string[]>;
}

export function createShownTransactions(storage: AppStorage): ShownTransactions {
  const nameOf = (profileId: string, transactionId: string) => `shown:${profileId}:${transactionId}`;
  const read = async (name: string) => (await storage.read(name)) as FetchedMessage | undefined;
  return {
    find: (profileId, transactionId) => read(nameOf(profileId, transactionId)),
    keep: (profileId, message) => storage.write(nameOf(profileId, message.transaction_id), message),
    forget: async (profileId, transactionId) => {
      const names = transactionId ? [nameOf(profileId, transactionId)] : await storage.names(nameOf(profileId, ''));
      for (const name of names) await storage.remove(name);
    },
    forgetExpired: async (profileId, now) => {
      const expired: string[] = [];
      for (const name of await storage.names(nameOf(profileId, ''))) {
        const message = await read(name);
        if (!message || Date.parse(message.expires_at) >= now.getTime()) continue;
        await storage.remove(name);
        expired.push(message.transaction_id);
      }
      return expired;
    },
  };
}
