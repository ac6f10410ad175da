import type { Pool, PoolClient } from 'pg';

/** What the driver says when a query got no answer, or its connection broke under it. */
const lost = /Query read timeout|Connection terminated|connection timeout|not queryable/;

/**
 * Keeps a connection whose query got no answer out of the pool. Nobody knows what state it is in: its statement may still
 * run on the server, in a transaction that nothing would end. And a connection whose `begin` or `rollback` fails would be
 * kept checked out for good: the query builder releases it after a success alone. After a `commit` that failed it rolls back.
 */
export function destroyLostConnections(pool: Pick<Pool, 'on'>): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
    const watched = (...parameters: unknown[]) => {
      const result = query(...parameters);
      if (result instanceof Promise) result.catch((error: unknown) => destroyIfLost(client, parameters[0], error));
      return result;
    };
    Object.assign(client, { query: watched });
  });
}

function destroyIfLost(client: PoolClient, query: unknown, error: unknown): void {
  const isLost = error instanceof Error && (lost.test(error.message) || (error as NodeJS.ErrnoException).syscall !== undefined);
  if (isLost) streamOf(client)?.destroy();
  // Whatever made it fail: nobody holds what would give it back.
  if (isLastWord(query)) client.release(error instanceof Error ? error : true);
}

/** Ended without a farewell: the server rolls back what was open. */
function streamOf(client: PoolClient): { destroy(): void } | undefined {
  return (client as PoolClient & { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}

/** A rollback to a savepoint is none: the transaction goes on. */
function isLastWord(query: unknown): boolean {
  const text = typeof query === 'string' ? query : (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' && /^(begin|start transaction|rollback$)/i.test(text);
}
