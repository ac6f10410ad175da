import type { EntityManager } from '@mikro-orm/postgresql';

/** Advisory lock: one process changes the partitions at a time. */
const partitionLock = 7_100_002;

/**
 * Runs changes of the table's partitions in one transaction. They lock the table exclusively, for as long as a
 * catalogue entry takes to write: a transaction that holds it longer makes this fail instead of making others queue.
 * @throws when the lock is not available within half a second: try again.
 */
export async function changePartitions<Result>(
  em: EntityManager,
  change: (em: EntityManager, run: (sql: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  return em.transactional(async (inner) => {
    const run = async (sql: string) => void (await inner.execute(sql, [], 'run', inner.getTransactionContext()));
    await run(`select pg_advisory_xact_lock(${partitionLock})`);
    await run(`set local lock_timeout = '500ms'`);
    return change(inner, run);
  });
}
