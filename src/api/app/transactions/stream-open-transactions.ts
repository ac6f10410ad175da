import type { Context } from 'koa';
import { listOpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import type { Logger } from '../../../config/logger.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { openEventStream } from '../../http/streaming/event-stream.ts';
import type { NewestStreams } from '../../http/streaming/newest-streams.ts';
import { presentOpenTransactions } from './presenter.ts';

/** Milliseconds after which the app has to connect again, with a valid token. */
const longest = 3_600_000;
/** Milliseconds between queries without a notification. */
const lookInterval = 30_000;

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'configuration' | 'notifications' | 'stopping'> & { streams: NewestStreams };

/**
 * Sends the open transactions of a registration, at once and after every change, as event `transactions`. Between changes a stream
 * holds only its socket. It ends when the user is disconnected: the app connects again and gets the refusal. It also ends
 * when the registration opens more than the limit.
 */
export async function streamOpenTransactions(
  deps: Deps,
  context: Context,
  registrationId: string,
  log: Logger,
): Promise<void> {
  const load = async () => presentOpenTransactions(await listOpenTransactions(deps, registrationId));
  // Loaded before the answer begins, so that an unreachable database is answered with its error.
  const first = await load();
  const stream = openEventStream(context, deps.stopping);
  const forget = deps.streams.add(registrationId, stream.end);
  const send = sendChanges((data) => stream.send('transactions', data));
  send(first);
  const refresh = oneAtATime(
    async () => send(await load()),
    (error) => {
      if (!isDisconnected(error)) log.warn({ err: error }, 'stream of open transactions ended');
      stream.end();
    },
  );
  const unsubscribe = deps.notifications.subscribe('registration', registrationId, refresh);
  const timer = setTimeout(stream.end, longest);
  // In case a notification was lost with its connection.
  const look = setInterval(refresh, lookInterval);
  stream.closed.addEventListener('abort', () => {
    forget();
    unsubscribe();
    clearTimeout(timer);
    clearInterval(look);
  });
  // For changes between the load and the subscription.
  refresh();
}

function isDisconnected(error: unknown): boolean {
  return error instanceof CountersignError && error.code === 'invalid_token';
}

/** Forwards a value that differs from the previous one. */
function sendChanges<Data>(send: (data: Data) => void): (data: Data) => void {
  let last: string | undefined;
  return (data) => {
    const text = JSON.stringify(data);
    if (text !== last) send(data);
    last = text;
  };
}

/** Runs the work once more for all changes during a run, never concurrently: a burst costs two queries. */
function oneAtATime(work: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let asked = false;
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    try {
      while (asked) {
        asked = false;
        await work();
      }
    } catch (error) {
      failed(error);
    } finally {
      running = false;
    }
  };
  return () => {
    asked = true;
    if (!running) void run();
  };
}
