import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { createProgress } from '../../dev/console/progress.ts';
import { signInOperator } from '../../dev/operators/sign-in-operator.ts';
import { inCheckout } from '../../dev/parts/checkout.ts';
import { removeDataFolder } from '../../dev/parts/data-folder.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Infrastructure } from '../../dev/parts/infrastructure.ts';
import { createInstance } from '../../dev/parts/instance.ts';
import { isLocked } from '../../dev/processes/data-lock.ts';
import { endOrphans } from '../../dev/processes/process-record.ts';
import { countSteps, startStack } from '../../dev/stack.ts';
import { query } from './query.ts';
import type { StackUnderTest } from './stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackUnderTest;
  }
}

const run = promisify(execFile);

interface Shared {
  stack: StackUnderTest;
  stop: () => Promise<void>;
}

/** Each project of vitest loads this file anew, but they run in one process. */
const ofThisProcess = globalThis as { stackUnderTest?: Promise<Shared> | undefined };

/** Gives a project the one stack that all integration tests share. Its data goes with it at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (ofThisProcess.stackUnderTest ??= start());
  project.provide('stack', (await shared).stack);
  return async () => {
    if (ofThisProcess.stackUnderTest !== shared) return;
    ofThisProcess.stackUnderTest = undefined;
    await (await shared).stop();
  };
}

async function start(): Promise<Shared> {
  await removeLeftOvers();
  const dataFolder = inCheckout(`.data/test-${process.pid}`);
  const options = { dataFolder, portOffset: 'free', headless: true, isExpendable: true } as const;
  process.stdout.write('\n  Starting the stack for the integration tests\n');
  const stack = await startStack({ ...options, progress: createProgress(countSteps(options)) });
  const { endpoints, environment, infrastructure, server } = stack;
  const prepare = async () => ({
    templates: await makeTemplates(infrastructure),
    operatorTokens: await signInOperators(endpoints),
  });
  const prepared = await prepare().catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  return {
    stack: { endpoints, environment, infrastructure, operationsUrl: server!.operationsUrl, ...prepared },
    stop: async () => {
      await stack.stop();
      removeDataFolder(dataFolder);
    },
  };
}

/** Migrates and seeds template databases once, which needs two processes; tests that need a separate database copy one. */
async function makeTemplates(infrastructure: Infrastructure): Promise<StackUnderTest['templates']> {
  const [migrated, demonstration] = ['migrated', 'demonstration'];
  const empty = await createInstance(infrastructure, { database: migrated });
  // With a single role, the migration grants no privileges.
  const {
    COUNTERSIGN_MIGRATION_DATABASE_URL: owner,
    COUNTERSIGN_MAINTENANCE_DATABASE_URL: _,
    ...one
  } = empty.environment;
  await migrate({ ...one, COUNTERSIGN_DATABASE_URL: owner! });
  await empty.stop();
  const seeded = await createInstance(infrastructure, { database: demonstration, template: migrated });
  try {
    await migrate(seeded.environment);
    await seeded.seed();
  } finally {
    await seeded.stop();
  }
  return { migrated, demonstration };
}

async function signInOperators({ api, operators, postgres_url: database }: Endpoints): Promise<Record<string, string>> {
  const all = Object.values(operators).map(async (one) => [one.username, await signInOperator(api, one)] as const);
  const tokens = Object.fromEntries(await Promise.all(all));
  // Counts as recent to the end of the run, which takes longer than a sign-in does.
  await query(
    database,
    `update oauth_artifact set payload = jsonb_set(payload::jsonb, '{extra,auth_time}', to_jsonb(floor(extract(epoch from now())) + 7200))
      where model = 'AccessToken' and client_id = 'countersign-operators'`,
  );
  return tokens;
}

async function migrate(environment: Record<string, string>): Promise<void> {
  await run(process.execPath, [inCheckout('migrate.ts')], { env: { ...process.env, ...environment } });
}

/** Removes folders of test runs that were killed. */
async function removeLeftOvers(): Promise<void> {
  const parent = inCheckout('.data');
  const oldEnough = Date.now() - 60_000;
  const names = statSync(parent, { throwIfNoEntry: false }) ? readdirSync(parent) : [];
  for (const name of names.filter((entry) => /^(test|bench)-\d+$/.test(entry))) {
    const folder = join(parent, name);
    if (isLocked(folder) || statSync(folder).mtimeMs > oldEnough) continue;
    await endOrphans(folder);
    removeDataFolder(folder);
  }
}
