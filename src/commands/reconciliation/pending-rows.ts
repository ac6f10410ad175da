import type { EntityManager } from '@mikro-orm/postgresql';
import type { Statement } from '../../database/prepared-statement.ts';

/** Position of a comparison: the last row that was read, in the order of creation. */
interface RowCursor {
  createdAt: string;
  id: string;
}

/** A batch of rows: those written before a moment and after a cursor. */
export interface RowsFrom {
  before: Date;
  /** Empty for the beginning. */
  after: string;
  most: number;
}

/** A cursor as text, which is how workflows keep it. */
export function writeCursor({ createdAt, id }: { createdAt: Date; id: string }): string {
  return `${createdAt.toISOString()} ${id}`;
}

/** @param cursor empty for the beginning. */
function readCursor(cursor: string): RowCursor {
  const [createdAt = '', id = ''] = cursor.split(' ');
  return cursor === '' ? { createdAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' } : { createdAt, id };
}

/** Rows of a table that are compared, and what is read of each. */
interface PendingRows {
  table: 'transaction' | 'push_enrollment' | 'callback_delivery';
  columns: string;
  /** Another condition, beside being pending. */
  and?: Statement;
}

/** One batch of the pending rows of a table, oldest first. */
export async function findPendingRows<Row>(
  em: EntityManager,
  { table, columns, and }: PendingRows,
  { before, after, most }: RowsFrom,
): Promise<Row[]> {
  const { createdAt, id } = readCursor(after);
  return em.execute<Row[]>(
    `select ${columns} from ${table}
      where status = 'pending' and created_at < ? and (created_at, id) > (?::timestamptz, ?::uuid) ${and ? `and ${and.sql}` : ''}
      order by created_at, id limit ?`,
    [before, createdAt, id, ...(and?.parameters ?? []), most],
  );
}
