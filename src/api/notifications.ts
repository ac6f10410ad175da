import type { Topic } from '../commands/notify.ts';

/** What other processes and transactions tell: fed by one LISTEN connection of the process, so a waiter costs no connection. */
export interface Notifications {
  /** Calls the listener after every change; the answer ends the subscription. */
  subscribe(topic: Topic, key: string, listener: () => void): () => void;
  /** Resolves when notified, after `timeoutMs`, or when aborted. */
  waitFor(topic: Topic, key: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
}
