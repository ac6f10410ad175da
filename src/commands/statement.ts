/** A piece of SQL with its parameters in order. */
export interface Statement {
  sql: string;
  parameters: unknown[];
}
