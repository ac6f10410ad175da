import { isDeepStrictEqual } from 'node:util';

/** Gives a row new values for some columns. @returns the names (by `names`) of those whose value is another one now. */
export function changeRow<Row extends object>(row: Row, changes: Partial<NoInfer<Row>>, names: Readonly<Record<string, string>>): string[] {
  const changed: string[] = [];
  for (const [column, value] of Object.entries(changes) as [keyof Row & string, Row[keyof Row & string]][]) {
    if (value === undefined || isDeepStrictEqual(row[column], value)) continue;
    row[column] = value;
    changed.push(names[column] ?? column);
  }
  return changed;
}
