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
