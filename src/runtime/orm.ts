import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Environment } from '../config/environment.ts';
import { allEntities } from '../entities/all-entities.ts';
import { useKeyring } from '../entities/columns/encrypted.ts';
import { migrations } from '../migrations/index.ts';
import type { Keyring } from '../security/keyring.ts';
import { destroyLostConnections } from './destroy-lost-connections.ts';

/** Milliseconds a request waits for a database connection or a statement before it is told that the database is away. */
const databaseTimeout = 2_500;

/** Opens the ORM. Connections are made when first needed, so a database that is away does not stop the start. */
export async function createOrm(environment: Pick<Environment, 'databaseUrl' | 'databasePoolSize'>, keyring: Keyring, options: { statementTimeout?: number } = {}): Promise<MikroORM> {
  const statementTimeout = options.statementTimeout ?? databaseTimeout;
  const orm = new MikroORM({
    clientUrl: environment.databaseUrl,
    entities: allEntities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, tableName: 'schema_migration', snapshot: false, path: 'src/migrations', emit: 'ts', fileName: (timestamp, name) => `${timestamp}-${name ?? 'change'}` },
    pool: { min: 1, max: environment.databasePoolSize },
    driverOptions: { onPoolCreated: destroyLostConnections, connectionTimeoutMillis: databaseTimeout, ...(statementTimeout === 0 ? {} : { statement_timeout: statementTimeout, query_timeout: statementTimeout }), keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
    forceUtcTimezone: true,
    colors: false,
  });
  useKeyring(orm.driver.getPlatform(), keyring);
  return orm;
}

/** Runs work with a connection of its own, on which statements take as long as they need. */
export async function runUnhurried<Result>(environment: Pick<Environment, 'databaseUrl'>, keyring: Keyring, work: (em: EntityManager) => Promise<Result>): Promise<Result> {
  const orm = await createOrm({ ...environment, databasePoolSize: 1 }, keyring, { statementTimeout: 0 });
  try {
    return await work(orm.em.fork());
  } finally {
    await orm.close();
  }
}
