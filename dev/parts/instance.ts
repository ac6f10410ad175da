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
  /** The database, created unless it exists. */
  database: string;
  /** The Temporal task queue; the name of the database unless told. */
  taskQueue?: string;
  /** A database of the same infrastructure to begin with a copy of; nobody may be connected to it then. Empty unless told. */
  template?: string;
}

/** Applications of their own on infrastructure that someone else started: another database, another task queue. */
export interface Instance extends Applications {
  readonly environment: Record<string, string>;
  /** Seeds the demonstration configuration; the database has to be migrated, which a server does when it starts. */
  seed(options?: Pick<SeedOptions, 'pages'>): Promise<void>;
}

/** Prepares an instance and starts nothing; `stop` ends all it started, and the next command that finds it killed does too. */
export async function createInstance(infrastructure: Infrastructure, options: InstanceOptions): Promise<Instance> {
  const { database, taskQueue = database, template } = options;
  await createDatabase(infrastructure, database, template);
  const ports = { apiPort: await freePort(), operationsPort: await freePort() };
  const environment = applicationEnvironment(infrastructure, { database, taskQueue, ...ports });
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
      await folder.release();
    },
  };
}

/** Two tests may ask for the same one at once. */
async function createDatabase(infrastructure: Infrastructure, name: string, template = 'template1'): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(infrastructure, 'postgres') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE ${client.escapeIdentifier(template)}`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error;
  } finally {
    await client.end();
  }
}
