import pg from 'pg';
import { notificationChannel } from '../src/database/notify.ts';
import type { BenchEnvironment } from './bench-environment.ts';

const lifted = {
  registrations_per_address_per_hour: 1_000_000,
  push_enrollments_per_hour: 100_000,
  push_budget: 100_000,
  push_limit_per_hour: 100_000,
};

/** Limits against floods are for floods: all phones of a run have one address, and few users ask as often as many would. */
export async function liftLimits({ environment }: BenchEnvironment): Promise<void> {
  const client = new pg.Client({ connectionString: environment['COUNTERSIGN_DATABASE_URL'] });
  await client.connect();
  try {
    const statement =
      'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value';
    for (const [name, value] of Object.entries(lifted)) await client.query(statement, [name, JSON.stringify(value)]);
    await client.query('select pg_notify($1, $2)', [notificationChannel, 'configuration:bench']);
  } finally {
    await client.end();
  }
}
