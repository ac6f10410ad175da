import { z } from 'zod';
import { CountersignError } from '../../errors/countersign-error.ts';

/** A cursor is the position of the last row of a page, encoded so that clients treat it as opaque. */
export function writeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** @throws CountersignError invalid_request */
export function readCursor(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (writeCursor(position) !== cursor || position.includes('\0'))
    throw new CountersignError('invalid_request', { extra: { parameter: 'cursor' } });
  return position;
}

/**
 * The same where the position is a UUID, as the database refuses other text.
 * @throws CountersignError invalid_request
 */
export function readIdCursor(cursor: string): string {
  const id = readCursor(cursor);
  if (!z.uuid().safeParse(id).success)
    throw new CountersignError('invalid_request', { extra: { parameter: 'cursor' } });
  return id;
}

/**
 * A page of a list.
 * @param found at most one row more than `limit`, if there is a page after it.
 * @param cursorOf the cursor behind a row.
 */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { page: Row[]; next: string | null } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: found.length > limit && last ? cursorOf(last) : null };
}
