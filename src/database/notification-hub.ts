import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../config/logger.ts';
import type { Notifications } from './notifications.ts';
import { notificationChannel } from './notify.ts';
import type { Topic } from './notify.ts';
import { databaseTlsOptions } from './tls.ts';
import type { DatabaseTls } from './tls.ts';

const everyKey = '*';

export interface NotificationHub extends Notifications {
  /** Calls the listener for every key of a topic, and after a loss of the connection. */
  subscribeAll(topic: Topic, listener: () => void): () => void;
  close(): Promise<void>;
}

/**
 * One LISTEN connection for the process. After a loss it reconnects and wakes every waiter, because notifications that were
 * sent in between are lost.
 */
export function createNotificationHub(options: {
  environment: Pick<Environment, 'databaseUrl'> & DatabaseTls;
  log: Logger;
}): NotificationHub {
  const listeners = createListeners();
  const connection = keepListening(options, listeners);
  const subscribe = (topic: Topic, key: string, listener: () => void) => listeners.add(`${topic}:${key}`, listener);
  return {
    subscribe,
    subscribeAll: (topic, listener) => subscribe(topic, everyKey, listener),
    waitFor: (topic, key, timeoutMs, signal) =>
      waitFor((listener) => subscribe(topic, key, listener), timeoutMs, signal),
    close: connection.close,
  };
}

type Listeners = ReturnType<typeof createListeners>;

/** Who listens to which `topic:key`. */
function createListeners() {
  const byName = new Map<string, Set<() => void>>();
  const wake = (name: string) => byName.get(name)?.forEach((listener) => listener());
  return {
    /** The answer ends the subscription. */
    add(name: string, listener: () => void) {
      const set = byName.get(name) ?? new Set();
      byName.set(name, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && byName.get(name) === set) byName.delete(name);
      };
    },
    dispatch(name: string) {
      wake(name);
      wake(`${name.split(':', 1)[0]}:${everyKey}`);
    },
    wakeAll: () => [...byName.keys()].forEach(wake),
  };
}

/** Listens until it is closed, and connects again after each loss with a growing pause. */
function keepListening(
  { environment, log }: { environment: Pick<Environment, 'databaseUrl'> & DatabaseTls; log: Logger },
  listeners: Listeners,
) {
  const ssl = databaseTlsOptions(environment);
  const stopped = new AbortController();
  let client: pg.Client | undefined;
  const run = async (): Promise<void> => {
    for (let tries = 0; !stopped.signal.aborted; tries += 1) {
      client = new pg.Client({
        connectionString: environment.databaseUrl,
        ...(ssl ? { ssl } : {}),
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
        connectionTimeoutMillis: 2_500,
      });
      const lost = lossOf(client);
      client.on('notification', (message) => message.payload && listeners.dispatch(message.payload));
      try {
        await client.connect();
        await client.query(`listen ${notificationChannel}`);
        // Also at the first connection: rows that were read before it listened may have changed in between.
        listeners.wakeAll();
        tries = 0;
        await lost;
      } catch (error) {
        log.debug({ err: error }, 'cannot listen for notifications yet');
      }
      client.removeAllListeners('notification');
      await client.end().catch(() => undefined);
      const pauseMs = Math.min(2_000, 100 * 2 ** Math.min(tries, 5));
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    close: async () => {
      stopped.abort();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}

function lossOf(client: pg.Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  client.on('error', () => resolve());
  client.on('end', () => resolve());
  return promise;
}

function waitFor(
  subscribe: (listener: () => void) => () => void,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
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
