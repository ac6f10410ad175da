import { expect, it, onTestFinished } from 'vitest';
import pg from 'pg';
import { createLogger } from '../../src/runtime/logger.ts';
import { createNotificationHub } from '../../src/database/notification-hub.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createIsolatedInstance } from '../support/stack.ts';

it('a process reads the configuration again each time it starts to listen, as notifications before are lost', async () => {
  // A database of its own, so that no other process notifies.
  const instance = await createIsolatedInstance();
  onTestFinished(() => instance.stop());
  const databaseUrl = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  const hub = createNotificationHub({ environment: { databaseUrl }, log: createLogger('fatal', 'test') });
  onTestFinished(() => hub.close());
  let woken = 0;
  hub.subscribeAll('configuration', () => (woken += 1));
  await eventually(async () => (woken > 0 ? true : undefined));
  expect(woken).toBe(1);

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  onTestFinished(() => client.end());
  // The connection breaks: the process may have missed notifications until it listens again.
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
  );
  await eventually(async () => (woken > 1 ? true : undefined));
  await client.query(`select pg_notify('countersign', 'configuration:x')`);
  await eventually(async () => (woken > 2 ? true : undefined));
});
