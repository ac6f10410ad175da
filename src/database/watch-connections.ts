import type { Pool, PoolClient } from 'pg';
import { setConnectionFault } from '../errors/database-away.ts';

type Call = (...parameters: unknown[]) => unknown;

/**
 * Gives failures of connections a code where they arise: the driver tells most of them by a message alone. And keeps a
 * connection whose query got no answer out of the pool. Its state is unknown: its statement may still run on the server, in a
 * transaction that nothing would end. And a connection whose `begin` or `rollback` fails would be kept checked out for good: the
 * query builder releases it after a success alone. After a `commit` that failed it rolls back.
 * @param options.queryTimeoutMs milliseconds after which a connection is given up whose statement got no answer; 0: never.
 */
export function watchConnections(
  pool: Pick<Pool, 'on' | 'connect' | 'ending'>,
  { queryTimeoutMs }: { queryTimeoutMs: number },
): void {
  const connect = pool.connect.bind(pool) as Call;
  const connectWatched: Call = (...parameters) =>
    observe(connect, parameters, (error) => {
      if (error && !pool.ending) setConnectionFault(error, 'DATABASE_NOT_CONNECTED');
    });
  Object.assign(pool, { connect: connectWatched });
  pool.on('connect', (client) => watchClient(client, queryTimeoutMs));
}

function watchClient(client: PoolClient, queryTimeoutMs: number): void {
  const [query, end] = [client.query.bind(client) as Call, client.end.bind(client) as Call];
  let isOver = false;
  // First of its listeners: the same error goes on to the pool, and to each query on the connection.
  client.on('error', (error) => {
    isOver = true;
    setConnectionFault(error, 'DATABASE_CONNECTION_LOST');
  });
  const endWatched: Call = (...parameters) => {
    isOver = true;
    return end(...parameters);
  };
  const queryWatched: Call = (...parameters) => {
    const giveUp = (): void =>
      void streamOf(client)?.destroy(setConnectionFault(new Error('No answer in time'), 'DATABASE_SILENT'));
    const alarm = queryTimeoutMs > 0 && !isCursor(parameters[0]) ? setTimeout(giveUp, queryTimeoutMs) : undefined;
    return observe(query, parameters, (error) => {
      clearTimeout(alarm);
      if (error && isOver) setConnectionFault(error, 'DATABASE_CONNECTION_LOST');
      // With a callback the pool itself asked, and it releases what failed.
      if (error && typeof parameters.at(-1) !== 'function') dropIfLost(client, parameters[0], error, isOver);
    });
  };
  Object.assign(client, { query: queryWatched, end: endWatched });
}

/** Calls a method of the driver, which takes a callback or gives a promise, and hears how it ends. */
function observe(call: Call, parameters: unknown[], settled: (error?: Error) => void): unknown {
  const callback = parameters.at(-1);
  const heard: Call = (error, ...results) => {
    settled((error as Error | null | undefined) ?? undefined);
    return (callback as Call)(error, ...results);
  };
  try {
    const result = call(...(typeof callback === 'function' ? [...parameters.slice(0, -1), heard] : parameters));
    if (result instanceof Promise)
      result.then(
        () => settled(),
        (error: Error) => settled(error),
      );
    return result;
  } catch (error) {
    settled(error as Error);
    throw error;
  }
}

function dropIfLost(client: PoolClient, query: unknown, error: Error, isOver: boolean): void {
  if (isOver) streamOf(client)?.destroy();
  // Whatever made it fail, no caller holds the connection any more, so none would release it.
  if (isLastWord(query)) client.release(error);
}

/** Ended without a farewell: the server rolls back what was open. */
function streamOf(client: PoolClient): { destroy(error?: Error): void } | undefined {
  return (client as PoolClient & { connection?: { stream?: { destroy(error?: Error): void } } }).connection?.stream;
}

/** Its rows are asked for one after the other: there is no single answer to wait for. */
function isCursor(query: unknown): boolean {
  return typeof (query as { submit?: unknown } | null)?.submit === 'function';
}

/** A rollback to a savepoint is none: the transaction goes on. */
function isLastWord(query: unknown): boolean {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' && /^(begin|start transaction|rollback$)/i.test(text);
}
