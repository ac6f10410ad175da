import { expect, it, onTestFinished } from 'vitest';
import pg from 'pg';
import { createLogger } from '../../src/runtime/logger.ts';
import { createNotificationHub } from '../../src/runtime/notification-hub.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createIsolatedInstance } from '../support/stack.ts';

it('a process that begins to listen reads the configuration again: what changed before, nobody told it', async () => {
  // Its database is empty and nothing runs on it, so that nobody else notifies.
  const instance = await createIsolatedInstance();
  onTestFinished(() => instance.stop());
  const databaseUrl = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  const hub = createNotificationHub({ databaseUrl, log: createLogger('fatal', 'test') });
  onTestFinished(() => hub.close());
  let woken = 0;
  hub.subscribeAll('configuration', () => (woken += 1));
  await eventually(async () => (woken > 0 ? true : undefined));
  expect(woken).toBe(1);

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  onTestFinished(() => client.end());
  // Its line breaks: once it listens again, it may have missed something.
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`);
  await eventually(async () => (woken > 1 ? true : undefined));
  await client.query(`select pg_notify('countersign', 'configuration:x')`);
  await eventually(async () => (woken > 2 ? true : undefined));
});
