import { TransactionContext } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { QueryResultRow } from 'pg';
import type { CommandDeps } from '../../commands/command-deps.ts';
import { joinedTransaction } from '../../database/joined-transaction.ts';
import { runApart, runStatement } from '../../database/prepared-statement.ts';
import type { Statement } from '../../database/prepared-statement.ts';

/** The unit of work that tokens are written with: that of the surrounding database transaction where there is one, else a fresh one. */
export function currentUnitOfWork(deps: Pick<CommandDeps, 'em'>): EntityManager {
  return (TransactionContext.getEntityManager() as EntityManager | undefined) ?? deps.em();
}

/** The unit of work of the surrounding database transaction, where there is one. */
export function openTransaction(): EntityManager | undefined {
  return (TransactionContext.getEntityManager() as EntityManager | undefined) ?? joinedTransaction();
}

/** Runs a statement of a hot path in the surrounding transaction, or on any connection where there is none. */
export async function runCurrent<Row extends QueryResultRow>(
  deps: Pick<CommandDeps, 'em'>,
  statement: Statement,
): Promise<Row[]> {
  const em = openTransaction();
  return em ? runStatement(em, statement) : runApart(deps, statement);
}
