import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';

const deadlock = '40P01';
const mostTries = 6;
/** Milliseconds in which the other one goes on; twice as long after each further try. */
const firstPause = 50;

/**
 * Does work in a transaction, and does it again where PostgreSQL ended it because it and another one waited for each other's locks: nothing
 * of it was written then. Within another transaction it is a savepoint, and the outer one begins again.
 * @param em a fresh unit of work for each try.
 * @param work keeps nothing of a former try.
 */
export async function transact<Result>(
  em: () => EntityManager,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    const unit = em();
    try {
      return await unit.transactional(work);
    } catch (error) {
      const isAgain = (error as { code?: unknown }).code === deadlock && !unit.isInTransaction();
      if (!isAgain || tried === mostTries) throw error;
      await sleep(firstPause * 2 ** (tried - 1));
    }
  }
}
