import { isDeepStrictEqual } from 'node:util';

/** Assigns values to columns of a row. @returns the API names (by `names`) of the columns whose value changed. */
export function changeRow<Row extends object>(
  row: Row,
  changes: Partial<NoInfer<Row>>,
  names: Readonly<Record<string, string>>,
): string[] {
  const changed: string[] = [];
  for (const [column, value] of Object.entries(changes) as [keyof Row & string, Row[keyof Row & string]][]) {
    if (value === undefined || isDeepStrictEqual(row[column], value)) continue;
    row[column] = value;
    changed.push(names[column] ?? column);
  }
  return changed;
}
