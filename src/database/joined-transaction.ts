import { AsyncLocalStorage } from 'node:async_hooks';
import { TransactionContext } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

const current = new AsyncLocalStorage<EntityManager>();

/**
 * Does work in which every unit of work that is asked for joins the transaction of `em`: what commands commit are savepoints of
 * it. Not for work that waits for a workflow, whose activities would wait for the rows it has locked.
 */
export function joiningTransaction<Result>(em: EntityManager, work: () => Promise<Result>): Promise<Result> {
  return current.run(em, work);
}

/** Does work beside the transaction that is joined, if there is one: for what outlives it. */
export function besideTransaction<Result>(work: () => Promise<Result>): Promise<Result> {
  return current.exit(work);
}

/** For the composition root: a fresh unit of work in the transaction that is to be joined, if there is one. */
export function joinedTransaction(): EntityManager | undefined {
  return current.getStore()?.fork({ keepTransactionContext: true });
}

/** The unit of work of the surrounding database transaction, where there is one. */
export function openTransaction(): EntityManager | undefined {
  return (TransactionContext.getEntityManager() as EntityManager | undefined) ?? joinedTransaction();
}
