import { isTransactionId } from '../../../domain/mobile-authentication/transaction-id.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { readCursor, writeCursor } from '../cursor.ts';

/** The cursor behind the last transaction of a page. */
export function writePosition(id: string): string {
  return writeCursor(id);
}

/**
 * The id of the last transaction of the page before.
 * @throws CountersignError invalid_request
 */
export function readPosition(cursor: string): string {
  const id = readCursor(cursor);
  if (!isTransactionId(id)) throw new CountersignError('invalid_request', { extra: { parameter: 'cursor' } });
  return id;
}
