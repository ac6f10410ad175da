import { TransactionContext } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../commands/command-deps.ts';

/** The unit of work that tokens are written with: that of the surrounding database transaction where there is one, else a fresh one. */
export function currentUnitOfWork(deps: Pick<CommandDeps, 'em'>): EntityManager {
  return (TransactionContext.getEntityManager() as EntityManager | undefined) ?? deps.em();
}
