import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Notifications } from '../api/notifications.ts';
import { notificationChannel } from '../commands/notify.ts';
import type { Topic } from '../commands/notify.ts';
import type { Logger } from '../config/logger.ts';

const everyKey = '*';

export interface NotificationHub extends Notifications {
  /** Calls the listener for every key of a topic, and whenever something may have been missed. */
  subscribeAll(topic: Topic, listener: () => void): () => void;
  close(): Promise<void>;
}

/**
 * One LISTEN connection for the process. While it is away it reconnects; once it listens it wakes everybody, for what was
 * told before is lost.
 */
export function createNotificationHub(options: { databaseUrl: string; log: Logger }): NotificationHub {
  const listeners = new Map<string, Set<() => void>>();
  const stopped = new AbortController();
  let client: pg.Client | undefined;

  const wake = (name: string) => listeners.get(name)?.forEach((listener) => listener());
  const dispatch = (payload: string) => {
    wake(payload);
    wake(`${payload.split(':', 1)[0]}:${everyKey}`);
  };
  const subscribe = (name: string, listener: () => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && listeners.get(name) === set) listeners.delete(name);
    };
  };

  const listen = async (): Promise<void> => {
    for (let tries = 0; !stopped.signal.aborted; tries += 1) {
      const lost = Promise.withResolvers<void>();
      client = new pg.Client({ connectionString: options.databaseUrl, keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: 2_500 });
      client.on('error', () => lost.resolve());
      client.on('end', () => lost.resolve());
      client.on('notification', (message) => message.payload && dispatch(message.payload));
      try {
        await client.connect();
        await client.query(`listen ${notificationChannel}`);
        // Also the first time: what was read before this connection listened may have changed in between.
        [...listeners.keys()].forEach(wake);
        tries = 0;
        await lost.promise;
      } catch (error) {
        options.log.debug({ err: error }, 'cannot listen for notifications yet');
      }
      client.removeAllListeners('notification');
      await client.end().catch(() => undefined);
      await sleep(Math.min(2_000, 100 * 2 ** Math.min(tries, 5)), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = listen();

  return {
    subscribe: (topic, key, listener) => subscribe(`${topic}:${key}`, listener),
    subscribeAll: (topic, listener) => subscribe(`${topic}:${everyKey}`, listener),
    waitFor: (topic, key, timeoutMs, signal) => waitFor((listener) => subscribe(`${topic}:${key}`, listener), timeoutMs, signal),
    close: async () => {
      stopped.abort();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}

function waitFor(subscribe: (listener: () => void) => () => void, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  const unsubscribe = subscribe(resolve);
  signal?.addEventListener('abort', () => resolve(), { once: true });
  if (signal?.aborted) resolve();
  return promise.finally(() => {
    clearTimeout(timer);
    unsubscribe();
  });
}
