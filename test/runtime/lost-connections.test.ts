import { randomBytes, randomUUID } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOrm } from '../../src/database/orm.ts';
import { runStatement } from '../../src/database/prepared-statement.ts';
import { isDatabaseAway } from '../../src/errors/database-away.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { openBreakableLine } from '../support/connections/breakable-line.ts';
import type { BreakableLine } from '../support/connections/breakable-line.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';

const poolSize = 2;
let line: BreakableLine;
let orm: MikroORM;

beforeEach(async () => {
  line = await openBreakableLine(new URL(useStack().endpoints.postgres_url).host);
  orm = await openOrm(1_000);
});
afterEach(() => line.close());

function openOrm(statementTimeout: number): Promise<MikroORM> {
  const url = new URL(useStack().endpoints.postgres_url);
  url.host = line.address;
  const keyring = new Keyring([{ id: 'k1', key: randomBytes(32).toString('base64') }]);
  return createOrm({ databaseUrl: url.href, databasePoolSize: poolSize }, keyring, { statementTimeout });
}

const ask = () => orm.em.fork().execute('select 1 as one');

/** Waits until as many statements at once as the pool has connections are answered: a lost connection would be missing for all time. */
const allAnswered = () => eventually(() => Promise.all(Array.from({ length: poolSize }, ask)).catch(() => undefined));

/** A transaction whose connection breaks after its first statement, before its second one or before its commit. */
function breakWithin(how: 'silent' | 'refused', end: 'rollback' | 'commit'): Promise<unknown> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select 1');
    line.set(how);
    if (end === 'rollback') await em.execute('select 2');
  });
}

describe.each(['silent', 'refused'] as const)('a connection whose line is %s', (how) => {
  it.each(['rollback', 'commit'] as const)(
    'leaves the pool each time when a transaction ends by %s',
    { timeout: 120_000 },
    async (end) => {
      for (let time = 0; time <= poolSize; time += 1) {
        await expect(breakWithin(how, end)).rejects.toSatisfy(isDatabaseAway);
        line.set('up');
      }
      expect(await allAnswered()).toEqual(Array.from({ length: poolSize }, () => [{ one: 1 }]));
      await orm.close();
    },
  );

  it('leaves the pool each time when a transaction begins', { timeout: 120_000 }, async () => {
    for (let time = 0; time <= poolSize; time += 1) {
      await allAnswered();
      line.set(how);
      await expect(orm.em.fork().transactional((em) => em.execute('select 1'))).rejects.toSatisfy(isDatabaseAway);
      line.set('up');
    }
    expect(await allAnswered()).toContainEqual([{ one: 1 }]);
    await orm.close();
  });
});

/** Whether PostgreSQL executes the statement with this name now. */
async function isRunning(name: string): Promise<true | undefined> {
  const [row] = await query<{ count: number }>(
    useStack().endpoints.postgres_url,
    `select count(*)::int as count from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()`,
    [`%/* ${name} */%`],
  );
  return row?.count === 1 ? true : undefined;
}

describe('the code of a failure', () => {
  const prepared = () => runStatement(orm.em.fork(), { sql: 'select ?::int as one', parameters: [1] });

  it.each([
    ['a statement of the ORM', () => ask()],
    ['a prepared statement', () => prepared()],
  ])('is DATABASE_SILENT for %s without an answer, and not of this kind for a wrong statement', async (_, run) => {
    await eventually(() => run().catch(() => undefined));
    line.set('silent');
    await expect(run()).rejects.toMatchObject({ code: 'DATABASE_SILENT' });
    line.set('up');
    await eventually(() => run().catch(() => undefined));
    await expect(orm.em.fork().execute('select nothing')).rejects.not.toSatisfy(isDatabaseAway);
    await orm.close();
  });

  it.each([
    ['a statement of the ORM', (em: EntityManager, sql: string) => em.execute(sql)],
    ['a prepared statement', (em: EntityManager, sql: string) => runStatement(em, { sql, parameters: [] })],
  ])('is DATABASE_CONNECTION_LOST for %s whose connection breaks', async (_, run) => {
    const patient = await openOrm(60_000);
    const name = randomUUID();
    const lost = expect(run(patient.em.fork(), `select pg_sleep(30) /* ${name} */`)).rejects.toMatchObject({
      code: 'DATABASE_CONNECTION_LOST',
    });
    await eventually(() => isRunning(name));
    line.set('refused');
    await lost;
    line.set('up');
    await patient.close();
    await orm.close();
  });

  it.each(['silent', 'refused'] as const)(
    'is DATABASE_NOT_CONNECTED when there is no connection and the line is %s',
    async (how) => {
      line.set(how);
      await expect(prepared()).rejects.toMatchObject({ code: 'DATABASE_NOT_CONNECTED' });
      await expect(ask()).rejects.toMatchObject({ code: 'DATABASE_NOT_CONNECTED' });
      await orm.close();
    },
  );

  it('is DATABASE_NOT_CONNECTED when all connections are in use for too long', async () => {
    const release = Promise.withResolvers<void>();
    const begun = Array.from({ length: poolSize }, () => Promise.withResolvers<void>());
    const taken = begun.map(({ resolve }) =>
      orm.em.fork().transactional(async (em) => {
        await em.execute('select 1');
        resolve();
        await release.promise;
      }),
    );
    await Promise.all(begun.map(({ promise }) => promise));
    await expect(ask()).rejects.toMatchObject({ code: 'DATABASE_NOT_CONNECTED' });
    release.resolve();
    await Promise.all(taken);
    expect(await allAnswered()).toContainEqual([{ one: 1 }]);
    await orm.close();
  });

  it('is that of PostgreSQL when an operator ends the connection', async () => {
    const error = await orm.em
      .fork()
      .execute('select pg_terminate_backend(pg_backend_pid())')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '57P01' });
    expect(error).toSatisfy(isDatabaseAway);
    // The connection stays in the pool until its end is noticed, so the next statement may fail too.
    const next = await ask().catch((thrown: unknown) => thrown);
    if (next instanceof Error) expect(next).toSatisfy(isDatabaseAway);
    expect(await allAnswered()).toContainEqual([{ one: 1 }]);
    await orm.close();
  });
});
