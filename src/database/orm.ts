import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Environment } from '../config/environment.ts';
import { allEntities } from '../entities/all-entities.ts';
import { useKeyring } from '../entities/columns/encrypted.ts';
import { migrations } from '../migrations/index.ts';
import type { Keyring } from '../security/keyring.ts';
import { nameStatements } from './prepared-statement.ts';
import { databaseTlsOptions } from './tls.ts';
import type { DatabaseTls } from './tls.ts';
import { watchConnections } from './watch-connections.ts';

/** Milliseconds a request waits for a connection; after that the database counts as unreachable. */
const connectionTimeout = 2_500;
/** Milliseconds a statement may take without `COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT`. */
const defaultStatementTimeout = 2_500;
/** Milliseconds an idle connection is kept. A new one signs in and plans every statement again, under load some each second with the pool's 10 s. */
const keptIdle = 300_000;

/** Opens the ORM. It connects at the first query, so that an unreachable database does not stop the start. */
export async function createOrm(
  environment: Pick<Environment, 'databaseUrl' | 'databasePoolSize'> &
    Partial<Pick<Environment, 'databaseStatementTimeout' | 'extraWait'>> &
    DatabaseTls,
  keyring: Keyring,
  options: { statementTimeout?: number } = {},
): Promise<MikroORM> {
  const { databaseStatementTimeout: seconds, extraWait = 0 } = environment;
  const statementTimeout = options.statementTimeout ?? (seconds ? seconds * 1_000 : defaultStatementTimeout);
  const ssl = databaseTlsOptions(environment);
  const orm = new MikroORM({
    clientUrl: environment.databaseUrl,
    entities: allEntities,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      tableName: 'schema_migration',
      snapshot: false,
      path: 'src/migrations',
      emit: 'ts',
      fileName: (timestamp, name) => `${timestamp}-${name ?? 'change'}`,
    },
    pool: { min: 1, max: environment.databasePoolSize, idleTimeoutMillis: keptIdle },
    driverOptions: {
      onPoolCreated: (pool: Pool) => {
        watchConnections(pool, { queryTimeoutMs: statementTimeout });
        nameStatements(pool);
      },
      // A named statement is planned once for each connection, not five times more to compare.
      options: '-c plan_cache_mode=force_generic_plan',
      connectionTimeoutMillis: connectionTimeout + extraWait * 1_000,
      ...(statementTimeout === 0 ? {} : { statement_timeout: statementTimeout }),
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      ...(ssl ? { ssl } : {}),
    },
    forceUtcTimezone: true,
    colors: false,
  });
  useKeyring(orm.driver.getPlatform(), keyring);
  return orm;
}

/** Runs work on a connection of its own without a statement timeout. */
export async function runWithoutStatementTimeout<Result>(
  environment: Pick<Environment, 'databaseUrl'> & DatabaseTls,
  keyring: Keyring,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const orm = await createOrm({ ...environment, databasePoolSize: 1 }, keyring, { statementTimeout: 0 });
  try {
    return await work(orm.em.fork());
  } finally {
    await orm.close();
  }
}
