import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  id: string;
  name: string;
  /** Content of the cell. */
  show: (row: Row) => ReactNode;
  /** Left out where the table is narrow: `extra` sooner than `wide`. */
  room?: 'wide' | 'extra';
  /** The name is for a screen reader alone. */
  quiet?: boolean;
}

interface DataTableProps<Row> {
  /** For a screen reader. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** Rows are older than what is asked for. */
  isStale?: boolean;
}

/** Rows of the same kind. The first cell of a row names it. */
export function DataTable<Row>({ label, columns, rows, idOf, isStale = false }: DataTableProps<Row>) {
  const classOf = ({ room }: Column<Row>) => (room ? classes[room] : undefined);
  return (
    <div className={classes.frame} data-stale={isStale}>
      <table className={classes.table} aria-label={label} aria-busy={isStale}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classOf(column)}>
                <span className={column.quiet ? 'visually-hidden' : undefined}>{column.name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.id} scope="row" className={classOf(column)}>
                    {column.show(row)}
                  </th>
                ) : (
                  <td key={column.id} className={classOf(column)}>
                    {column.show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The shape of rows that are on their way. */
export function LoadingRows({ label, count = 6 }: { label: string; count?: number }) {
  return (
    <div className={classes.frame} role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={classes.bone} />
      ))}
    </div>
  );
}
