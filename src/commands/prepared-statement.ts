import type { QueryResult, QueryResultRow } from 'pg';
import type { CommandDeps } from './command-deps.ts';

/** A statement that PostgreSQL plans once for each connection. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** Runs a prepared statement on a connection of the pool, outside of any transaction: for the checks of every request. */
export async function runPrepared<Row extends QueryResultRow>(
  deps: Pick<CommandDeps, 'em'>,
  statement: PreparedStatement,
  values: unknown[],
): Promise<QueryResult<Row>> {
  const pool = await deps.em().getConnection().getNativeClient();
  return pool.query<Row>({ ...statement, values });
}
