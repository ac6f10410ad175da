import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import { ActionToken } from '../../../entities/action-tokens/action-token.ts';

/**
 * A token by its id or by its keyed hash, by one prepared statement and without a unit of work: found or not takes the same time.
 */
export async function readToken(
  em: EntityManager,
  by: { id: string } | { tokenHash: Buffer },
): Promise<ActionToken | undefined> {
  const { select, read } = columnsOf(em, ActionToken, 't');
  const [column, value] = 'id' in by ? ['id', by.id] : ['token_hash', by.tokenHash];
  const sql = `select ${select} from action_token t where t.${column} = ?`;
  const [row] = await runStatement(em, { sql, parameters: [value] });
  return row && read(row);
}
