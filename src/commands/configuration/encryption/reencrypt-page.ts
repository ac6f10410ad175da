import type { EntityManager } from '@mikro-orm/postgresql';
import { openColumn, sealColumn } from '../../../entities/columns/encrypted.ts';
import { rowContext } from '../../../entities/columns/row-bound.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { EncryptedTable } from './encrypted-tables.ts';

/** Rows that one statement looks at. */
const pageSize = 500;

/** A row with its values that another key than the current one encrypts; null where the current one does. */
interface Row {
  key: string[];
  values: (Buffer | null)[];
  /** What the row-bound ones are bound to. */
  rows: (string | null)[];
}

/**
 * Reads the next rows of a table in the order of its primary key, and re-encrypts with the current key what another key
 * encrypted. Safe to repeat: a value that changed meanwhile is skipped.
 * @param after primary key of the last row that was read, as text.
 * @returns `last` = primary key to continue after; undefined at the end of the table.
 */
export async function reencryptPage(
  { em, keyring }: { em: EntityManager; keyring: Keyring },
  table: EncryptedTable,
  after: readonly string[] | undefined,
): Promise<{ last: string[] | undefined; looked: number; encrypted: number }> {
  const rows = await readPage(em, table, keyring.currentId, after);
  let encrypted = 0;
  for (const row of rows) if (await reencryptRow(em, keyring, table, row)) encrypted += 1;
  return { last: rows.length < pageSize ? undefined : rows.at(-1)?.key, looked: rows.length, encrypted };
}

async function readPage(
  em: EntityManager,
  table: EncryptedTable,
  keyId: string,
  after: readonly string[] | undefined,
): Promise<Row[]> {
  const current = Buffer.from(keyId);
  const keys = table.key.map(({ column }, index) => `${quoted(column)}::text as k${index}`);
  const bound = table.columns.map(({ boundBy }, index) =>
    boundBy === undefined ? `null as b${index}` : `${quoted(boundBy)}::text as b${index}`,
  );
  const values = table.columns.map((column, index) => {
    const name = quoted(column.name);
    return `case when substring(${name} from 2 for get_byte(${name}, 0)) <> ? then ${name} end as v${index}`;
  });
  const order = table.key.map(({ column }) => quoted(column)).join(', ');
  const from = after ? `where (${order}) > (${table.key.map(({ type }) => `?::${type}`).join(', ')})` : '';
  const rows = await em.execute<Record<string, never>[]>(
    `select ${[...keys, ...bound, ...values].join(', ')} from ${quoted(table.name)} ${from} order by ${order} limit ${pageSize}`,
    [...table.columns.map(() => current), ...(after ?? [])],
  );
  return rows.map((row) => ({
    key: table.key.map((_, index) => row[`k${index}`] as unknown as string),
    values: table.columns.map((_, index) => row[`v${index}`] as unknown as Buffer | null),
    rows: table.columns.map((_, index) => row[`b${index}`] as unknown as string | null),
  }));
}

async function reencryptRow(em: EntityManager, keyring: Keyring, table: EncryptedTable, row: Row): Promise<boolean> {
  const changes = table.columns.flatMap(({ name: column }, index) => {
    const before = row.values[index];
    if (!before) return [];
    const boundTo = row.rows[index] ?? null;
    const context = boundTo === null ? `${table.name}.${column}` : rowContext(`${table.name}.${column}`, boundTo);
    return [{ column, before, after: sealColumn(keyring, context, openColumn(keyring, context, before)) }];
  });
  if (changes.length === 0) return false;
  const conditions = [
    ...table.key.map(({ column, type }) => `${quoted(column)} = ?::${type}`),
    ...changes.map(({ column }) => `${quoted(column)} = ?`),
  ];
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    `update ${quoted(table.name)} set ${changes.map(({ column }) => `${quoted(column)} = ?`).join(', ')} where ${conditions.join(' and ')}`,
    [...changes.map(({ after }) => after), ...row.key, ...changes.map(({ before }) => before)],
    'run',
  );
  return affectedRows > 0;
}

function quoted(name: string): string {
  return `"${name}"`;
}
