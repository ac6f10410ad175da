import type { Topic } from './notify.ts';

/** Notifications of other processes and transactions, from one LISTEN connection of the process: a waiter costs no connection. */
export interface Notifications {
  /** Calls the listener after every change; the answer ends the subscription. */
  subscribe(topic: Topic, key: string, listener: () => void): () => void;
  /** Resolves when notified, after `timeoutMs`, or when aborted. */
  waitFor(topic: Topic, key: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
}
