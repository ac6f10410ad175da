import type { EntityManager } from '@mikro-orm/postgresql';
import { EncryptedText } from '../../../entities/columns/encrypted.ts';
import { RowBoundText } from '../../../entities/columns/row-bound.ts';

/** A table with encrypted columns. */
export interface EncryptedTable {
  name: string;
  /** The columns of its primary key, with their types. */
  key: readonly { column: string; type: string }[];
  /** The encrypted columns; `boundBy` is the column that names the row which the value is bound to, if it is. */
  columns: readonly { name: string; boundBy?: string }[];
}

/** Every table with encrypted columns, by name. Derived from the entities, so a new column is included. */
export function encryptedTables(em: EntityManager): EncryptedTable[] {
  return [...em.getMetadata().getAll().values()]
    .map((entity) => ({
      name: entity.tableName,
      key: entity
        .getPrimaryProps()
        .flatMap(({ fieldNames, columnTypes }) =>
          fieldNames.map((column, index) => ({ column, type: columnTypes[index] as string })),
        ),
      columns: entity.props
        .filter(({ customType }) => customType instanceof EncryptedText || customType instanceof RowBoundText)
        .flatMap(({ fieldNames, customType }) =>
          fieldNames.map((column) => ({
            name: column,
            ...(customType instanceof RowBoundText && { boundBy: customType.boundBy }),
          })),
        ),
    }))
    .filter(({ columns }) => columns.length > 0)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
