import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createIsolatedInstance, useStack } from '../support/stack.ts';
import { query } from '../support/query.ts';

const { endpoints } = useStack();
let instance: Instance;

beforeAll(async () => {
  instance = await createIsolatedInstance();
  // Without a worker no schedule runs, not even at the full hour.
  await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
});
afterAll(() => instance.stop());

it(
  'the schedule keep-event-partitions creates the partitions of the coming weeks and drops expired ones',
  { timeout: 180_000 },
  async () => {
    const { COUNTERSIGN_MAINTENANCE_DATABASE_URL: database, COUNTERSIGN_TEMPORAL_TASK_QUEUE: taskQueue } =
      instance.environment as {
        COUNTERSIGN_MAINTENANCE_DATABASE_URL: string;
        COUNTERSIGN_TEMPORAL_TASK_QUEUE: string;
      };
    const partitions = async () =>
      (
        await query<{ name: string }>(
          database,
          `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event'::regclass`,
        )
      ).map(({ name }) => name);
    expect(await partitions()).toHaveLength(2);
    await instance.startWorker();
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    try {
      const schedule = new Client({ connection, namespace: endpoints.temporal_namespace }).schedule.getHandle(
        `keep-event-partitions/${taskQueue}`,
      );
      await schedule.trigger();
      const made = await eventually(async () => ((await partitions()).length >= 5 ? partitions() : undefined));
      expect(made).toHaveLength(5);
      expect(made.filter((name) => name.startsWith('event_from_'))).toHaveLength(4);
      // Simulate events that are two years old.
      await query(database, `alter table event detach partition event_oldest`);
      await query(
        database,
        `alter table event attach partition event_oldest for values from (minvalue) to ('01900000-0000-0000-0000-000000000000')`,
      );
      await query(
        database,
        `create table event_from_20240609 partition of event for values from ('01900000-0000-0000-0000-000000000000') to ('01901234-0000-0000-0000-000000000000')`,
      );
      await query(
        database,
        `create table event_from_gap partition of event for values from ('01901234-0000-0000-0000-000000000000') to ('${await firstBound(database, made)}')`,
      );
      await query(
        instance.environment['COUNTERSIGN_DATABASE_URL']!,
        `insert into event (id, name, occurred_at) values ('01900000-0000-7000-8000-000000000000', 'USER CONNECTED', to_timestamp(x'019000000000'::bigint / 1000.0))`,
      );
      // Trigger repeatedly: a trigger during a run is skipped, and that run may have pruned between the statements above.
      await eventually(async () => {
        const isThere =
          (await partitions()).includes('event_from_20240609') ||
          (await query(database, "select from event where name = 'USER CONNECTED'")).length > 0;
        if (isThere) await schedule.trigger();
        return isThere ? undefined : true;
      });
      expect(await partitions()).toContain('event_oldest');
    } finally {
      await connection.close();
    }
  },
);

/** The lower bound of the first week. */
async function firstBound(database: string, names: readonly string[]): Promise<string> {
  const [first] = names.filter((name) => name.startsWith('event_from_')).toSorted();
  const [row] = await query<{ bound: string }>(
    database,
    `select substring(pg_get_expr(relpartbound, oid) from $$FROM \\('(.+?)'\\)$$) as bound from pg_class where oid = $1::regclass`,
    [first],
  );
  return row!.bound;
}
