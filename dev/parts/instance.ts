import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../ports.ts';
import { applicationEnvironment, databaseUrl } from './application-environment.ts';
import { createApplications, type Applications } from './applications.ts';
import { openDataFolder } from './data-folder.ts';
import type { Infrastructure } from './infrastructure.ts';
import { seed } from './seeding.ts';
import type { SeedOptions } from './seeding.ts';

export interface InstanceOptions {
  /** The database, created if absent. */
  database: string;
  /** The Temporal task queue; by default the name of the database. */
  taskQueue?: string;
  /** A database of the same infrastructure to copy, without connected clients. By default the new one is empty. */
  template?: string;
}

/** Separate applications on infrastructure that another command started: another database, another task queue. */
export interface Instance extends Applications {
  readonly environment: Record<string, string>;
  /** Seeds the demonstration configuration; the database must be migrated, which the start of a server does. */
  seed(options?: Pick<SeedOptions, 'pages' | 'ports'>): Promise<void>;
}

/** Prepares an instance without a process; `stop` ends its processes, and after a kill the next command does. */
export async function createInstance(infrastructure: Infrastructure, options: InstanceOptions): Promise<Instance> {
  const { database, taskQueue = database, template } = options;
  await createDatabase(infrastructure, database, template);
  const ports = { apiPort: await freePort(), operationsPort: await freePort() };
  const environment = {
    ...applicationEnvironment(infrastructure, { database, taskQueue, ...ports }),
    // A copy already has the migrations of its template.
    ...(template && { COUNTERSIGN_MIGRATE_ON_START: 'false' }),
  };
  const path = join(infrastructure.dataFolder, 'instances', database);
  mkdirSync(path, { recursive: true });
  const folder = await openDataFolder(path);
  const applications = createApplications({ environment, logFolder: join(path, 'logs'), record: folder.record });
  return {
    ...applications,
    environment,
    seed: (seedOptions) => seed(infrastructure, environment, seedOptions),
    async stop() {
      await applications.stop();
      await removeSchedules(infrastructure, taskQueue);
      await folder.release();
    },
  };
}

/** Two tests may request the same database at once. PostgreSQL does not copy the privileges of `public`. */
async function createDatabase(infrastructure: Infrastructure, name: string, template = 'template1'): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(infrastructure, 'owner', 'postgres') });
  await client.connect();
  try {
    await untilUnused(() =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE ${client.escapeIdentifier(template)}`),
    );
    await client.query(`REVOKE TEMPORARY, CREATE ON DATABASE ${client.escapeIdentifier(name)} FROM PUBLIC`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error;
  } finally {
    await client.end();
  }
}

/** Copies a template again that autovacuum was reading: PostgreSQL ends it, but waits only five seconds for its end. */
async function untilUnused(copy: () => Promise<unknown>): Promise<void> {
  for (let triesLeft = 10; ; triesLeft -= 1) {
    try {
      return void (await copy());
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || triesLeft === 0) throw error;
    }
  }
}

const removalLimitMs = 3_000;

/**
 * Removes the schedules that a worker created for a task queue. Otherwise Temporal would start their workflows for ever (one every 15 s), and no
 * worker would run them. When Temporal does not run, there is nothing to remove.
 */
async function removeSchedules(
  { temporalAddress: address, temporalNamespace: namespace }: Infrastructure,
  taskQueue: string,
): Promise<void> {
  // Loaded on use, because many modules import this one and few of them need Temporal's client.
  const [{ Client, Connection }, { schedules }] = await Promise.all([
    import('@temporalio/client'),
    import('../../src/workflows/engine.ts'),
  ]);
  const connection = await Connection.connect({ address, connectTimeout: removalLimitMs }).catch(() => undefined);
  if (!connection) return;
  const { schedule } = new Client({ connection, namespace });
  try {
    await connection.withDeadline(Date.now() + removalLimitMs, async () => {
      // Temporal refuses to delete a schedule that no worker has created.
      await Promise.allSettled(schedules.map(({ name }) => schedule.getHandle(`${name}/${taskQueue}`).delete()));
    });
  } finally {
    await connection.close();
  }
}
