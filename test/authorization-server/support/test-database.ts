import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { createOrm } from '../../../src/runtime/orm.ts';
import type { Keyring } from '../../../src/security/keyring.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';

export interface TestDatabase {
  orm: MikroORM;
  url: string;
  drop(): Promise<void>;
}

/** A migrated database of its own on the shared PostgreSQL, for tests that count rows or read what is stored. */
export async function createTestDatabase(keyring: Keyring, poolSize = 12): Promise<TestDatabase> {
  const { postgresUrl } = useStack().infrastructure;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(postgresUrl, `create database ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  // What sixteen do at once they do one after the other: a statement may wait here for as long as that takes a busy machine.
  const orm = await createOrm({ databaseUrl: url.href, databasePoolSize: poolSize }, keyring, { statementTimeout: 0 });
  await orm.migrator.up();
  return {
    orm,
    url: url.href,
    async drop() {
      await orm.close();
      // The vacuum, which comes by itself, belongs to the server and cannot be sent away: it is over in a moment.
      await eventually(() => run(postgresUrl, `drop database ${name} with (force)`).then(() => true as const, () => undefined));
    },
  };
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
