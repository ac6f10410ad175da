/** Where a comparison of rows has come to: the last row that was looked at, in the order in which they were written. */
export interface RowCursor {
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
export function readCursor(cursor: string): RowCursor {
  const [createdAt = '', id = ''] = cursor.split(' ');
  return cursor === '' ? { createdAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' } : { createdAt, id };
}
