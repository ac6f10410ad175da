import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PersonPosition } from '../../../commands/persons/search/find-persons.ts';
import { openColumn, sealColumn } from '../../../entities/columns/encrypted.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Characters of the longest cursor: of a name and an id of 255 characters. */
export const longestCursor = 4096;
const position = z.strictObject({ sortValue: z.string(), id: z.string() });

/**
 * Where a page of people ended, for the same question alone. It holds a name, and stands in addresses and their logs: so it is encrypted,
 * and what a caller makes of it themselves is none.
 */
export function writePersonCursor(keyring: Keyring, question: object, { sortValue, id }: PersonPosition): string {
  return sealColumn(keyring, contextOf(question), JSON.stringify({ sortValue, id })).toString('base64url');
}

/** @throws CountersignError invalid_cursor */
export function readPersonCursor(keyring: Keyring, question: object, cursor: string): PersonPosition {
  try {
    const text = openColumn(keyring, contextOf(question), Buffer.from(cursor, 'base64url'));
    return position.parse(JSON.parse(text));
  } catch (cause) {
    throw new CountersignError('invalid_cursor', { cause, extra: { parameter: 'cursor' } });
  }
}

function contextOf(question: object): string {
  return `cursor\0users\0${createHash('sha256').update(JSON.stringify(question)).digest('base64url')}`;
}
