import { columnsOf } from '../../database/entity-columns.ts';
import { runStatement } from '../../database/prepared-statement.ts';
import { Transaction } from '../../entities/mobile-authentication/transaction.ts';
import type { CommandDeps } from '../command-deps.ts';

/** One transaction as it is now: for the request that waits for its first dispatch. */
export async function findTransaction(deps: Pick<CommandDeps, 'em'>, id: string): Promise<Transaction | undefined> {
  const em = deps.em();
  const columns = columnsOf(em, Transaction, 't');
  const [row] = await runStatement(em, {
    sql: `select ${columns.select} from transaction t where t.id = ?`,
    parameters: [id],
  });
  return row && columns.read(row);
}
