import type { Context } from 'koa';
import { listOpenTransactions } from '../../../commands/mobile-authentication/answer/list-open-transactions.ts';
import type { Logger } from '../../../config/logger.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { openEventStream } from '../../streaming/event-stream.ts';
import type { NewestStreams } from './newest-streams.ts';
import { presentOpenTransactions } from './presenter.ts';

/** Milliseconds after which the app has to connect again, with a token that is still good. */
const longest = 3_600_000;
/** Milliseconds between looks when nothing is told. */
const lookInterval = 30_000;

type Deps = Pick<ApiDeps, 'em' | 'clock' | 'configuration' | 'notifications' | 'stopping'> & { streams: NewestStreams };

/**
 * Sends what is open for a profile, at once and after every change, as event `transactions`. Between changes a stream
 * holds nothing but its socket. It ends when the user is disconnected: the app connects again, and is told so. It also ends
 * when the profile has opened many since.
 */
export async function streamOpenTransactions(deps: Deps, context: Context, profileId: string, log: Logger): Promise<void> {
  const load = async () => presentOpenTransactions(await listOpenTransactions(deps, profileId));
  // Loaded before the answer begins: when the database is away the caller is told so.
  const first = await load();
  const stream = openEventStream(context, deps.stopping);
  const forget = deps.streams.add(profileId, stream.end);
  const send = sendChanges((data) => stream.send('transactions', data));
  send(first);
  const refresh = oneAtATime(async () => send(await load()), (error) => {
    if (!isDisconnected(error)) log.warn({ err: error }, 'stream of open transactions ended');
    stream.end();
  });
  const unsubscribe = deps.notifications.subscribe('registration', profileId, refresh);
  const timer = setTimeout(stream.end, longest);
  // In case a notification was lost with its connection.
  const look = setInterval(refresh, lookInterval);
  stream.closed.addEventListener('abort', () => {
    forget();
    unsubscribe();
    clearTimeout(timer);
    clearInterval(look);
  });
  // What changed between loading and listening.
  refresh();
}

function isDisconnected(error: unknown): boolean {
  return error instanceof CountersignError && error.code === 'invalid_token';
}

/** Passes on what differs from what was passed on before. */
function sendChanges<Data>(send: (data: Data) => void): (data: Data) => void {
  let last: string | undefined;
  return (data) => {
    const text = JSON.stringify(data);
    if (text !== last) send(data);
    last = text;
  };
}

/** Runs the work once more after whatever happened during it, never twice at the same time: a burst costs two queries. */
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
