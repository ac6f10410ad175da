import { createHash } from 'node:crypto';
import type { EntityManager, Kysely } from '@mikro-orm/postgresql';
import type { Pool, QueryResultRow } from 'pg';
import { openTransaction } from './joined-transaction.ts';

/** A piece of SQL with its parameters in order. */
export interface Statement {
  /** With a `?` for each parameter. A whole statement may number them instead, `$1`, where one stands in several places. */
  sql: string;
  parameters: unknown[];
}

/** Texts that are remembered under a name; what is composed beyond that is planned each time. */
const mostNames = 500;
const prepared = new Map<string, { name: string; text: string }>();
/** Names by the text that a connection is given. */
const names = new Map<string, string>();
/** Pools by what gives units of work: none has to be made only to find its pool. */
const pools = new WeakMap<() => EntityManager, Pool>();

/**
 * Runs a statement of a hot path as a named prepared statement, which a connection plans once: `execute` of the ORM writes the
 * parameters into the text, so that PostgreSQL plans every single one. The name is made of the text, which must not hold anything that
 * changes from call to call. In a transaction it runs on the transaction's own connection.
 * @param statement with a `?` for each parameter.
 */
export async function runStatement<Row extends QueryResultRow>(
  em: EntityManager,
  statement: Statement,
): Promise<Row[]> {
  const transaction = em.getTransactionContext<Kysely<unknown>>();
  return transaction ? queryWithin(em, transaction, statement) : query(em, statement);
}

/**
 * The same, on a connection of its own whatever transaction is open: for the checks of every request, and for what has to stay when the
 * surrounding work is undone, such as a proof that is used up, a try that is counted or the event of a refusal.
 */
export async function runApart<Row extends QueryResultRow>(
  deps: { em: () => EntityManager },
  statement: Statement,
): Promise<Row[]> {
  return queryPool(pools.get(deps.em) ?? (await rememberPool(deps.em)), statement);
}

/**
 * The same in the surrounding transaction, or on any connection where there is none: a request that holds a connection waits for no other,
 * as many of them at once would wait for each other.
 */
export async function runCurrent<Row extends QueryResultRow>(
  deps: { em: () => EntityManager },
  statement: Statement,
): Promise<Row[]> {
  const em = openTransaction();
  return em ? runStatement(em, statement) : runApart(deps, statement);
}

async function query<Row extends QueryResultRow>(em: EntityManager, statement: Statement): Promise<Row[]> {
  return queryPool(await em.getConnection().getNativeClient(), statement);
}

async function rememberPool(em: () => EntityManager): Promise<Pool> {
  const pool = await em().getConnection().getNativeClient();
  pools.set(em, pool);
  return pool;
}

async function queryPool<Row extends QueryResultRow>(pool: Pool, { sql, parameters }: Statement): Promise<Row[]> {
  const { rows } = await pool.query<Row>({ ...prepare(sql), values: parameters });
  return rows;
}

/** The query builder knows texts and parameters alone; `nameStatements` gives this one its name. */
async function queryWithin<Row extends QueryResultRow>(
  em: EntityManager,
  transaction: Kysely<unknown>,
  { sql, parameters }: Statement,
): Promise<Row[]> {
  const { text } = prepare(sql);
  const compiled = { sql: text, parameters, query: { kind: 'RawNode', sqlFragments: [text], parameters: [] } } as const;
  try {
    const { rows } = await transaction.executeQuery<Row>({ ...compiled, queryId: { queryId: text } });
    return rows;
  } catch (error) {
    throw em
      .getPlatform()
      .getExceptionConverter()
      .convertException(error as Error);
  }
}

/** Has the pool's connections send what is prepared here by its name, also where it comes through the query builder. */
export function nameStatements(pool: Pick<Pool, 'on'>): void {
  pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...parameters: unknown[]) => unknown;
    const sendNamed = (...[text, values, ...rest]: unknown[]): unknown => {
      const name = typeof text === 'string' && Array.isArray(values) ? names.get(text) : undefined;
      return name === undefined ? send(text, values, ...rest) : send({ name, text, values }, ...rest);
    };
    Object.assign(client, { query: sendNamed });
  });
}

function prepare(sql: string): { name?: string; text: string } {
  const known = prepared.get(sql);
  if (known) return known;
  let place = 0;
  const text = sql.replaceAll('?', () => `$${(place += 1)}`);
  if (prepared.size >= mostNames) return { text };
  const statement = { name: createHash('sha256').update(sql).digest('base64url').slice(0, 20), text };
  prepared.set(sql, statement);
  names.set(text, statement.name);
  return statement;
}
