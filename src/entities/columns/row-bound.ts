import { BlobType, p } from '@mikro-orm/core';
import type { Keyring } from '../../security/keyring.ts';
import { openColumn, sealColumn } from './encrypted.ts';

/**
 * Encrypted text that is also bound to its row: moved to another person's row it does not open. The entity holds the sealed
 * bytes, as the ORM converts a value without its row; {@link sealInRow} and {@link openInRow} are called where the row is known.
 */
export class RowBoundText extends BlobType {
  /** The column whose value names the row. */
  readonly boundBy: string;

  constructor(boundBy: string) {
    super();
    this.boundBy = boundBy;
  }
}

/** @param boundBy column of the same table that holds whose row it is. */
export const rowBoundText = (boundBy: string) => p.type(new RowBoundText(boundBy)).$type<Buffer>();

/**
 * What a row-bound value is authenticated with.
 * @param column table and column, such as `person.gender`.
 * @param row the value of the column that it is bound by.
 */
export function rowContext(column: string, row: string): string {
  return `${column}\0${row}`;
}

/** Encrypts text for a {@link rowBoundText} column, with the current key. Parameters as of {@link rowContext}. */
export function sealInRow(keyring: Keyring, column: string, row: string, text: string): Buffer {
  return sealColumn(keyring, rowContext(column, row), text);
}

/** Opens what {@link sealInRow} made. Throws for a value of another row. */
export function openInRow(keyring: Keyring, column: string, row: string, sealed: Buffer): string {
  return openColumn(keyring, rowContext(column, row), sealed);
}
