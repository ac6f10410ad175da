import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { createOrm } from '../../../src/database/orm.ts';
import type { Keyring } from '../../../src/security/keyring.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';

export interface TestDatabase {
  orm: MikroORM;
  url: string;
  drop(): Promise<void>;
}

/** A new, migrated database on the shared PostgreSQL, for tests that count rows or read what is stored. */
export async function createTestDatabase(
  keyring: Keyring,
  poolSize = 12,
  /** Name of the last migration to apply; if absent, the database is a copy with all migrations. */
  { upTo }: { upTo?: string } = {},
): Promise<TestDatabase> {
  const { infrastructure, templates } = useStack();
  const { owner: postgresUrl } = infrastructure.postgresUrls;
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = upTo === undefined ? templates.migrated : 'template1';
  await run(postgresUrl, `create database ${name} template ${template}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  // Sixteen concurrent statements can wait for each other: on a busy machine this takes longer than the product allows.
  const orm = await createOrm({ databaseUrl: url.href, databasePoolSize: poolSize, extraWait: 60 }, keyring, {
    statementTimeout: 0,
  });
  if (upTo !== undefined) await orm.migrator.up({ to: upTo });
  return {
    orm,
    url: url.href,
    async drop() {
      await orm.close();
      // The autovacuum belongs to the server and cannot be disconnected; it ends after a moment.
      await eventually(() =>
        run(postgresUrl, `drop database ${name} with (force)`).then(
          () => true as const,
          () => undefined,
        ),
      );
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
