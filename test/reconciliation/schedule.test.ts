import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostInBatch } from '../../src/activities/reconciliation/batch.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { Disagreements } from './support/disagreements.ts';

let server: OwnServer;
let on: Disagreements;

beforeAll(async () => {
  server = await startOwnServer();
  on = new Disagreements(server);
});
afterAll(() => server.stop());

async function metrics(): Promise<Map<string, number>> {
  const { COUNTERSIGN_OPERATIONS_PORT: port } = server.instance.environment;
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('countersign_reconciliation'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('the schedule reconcile', () => {
  it(
    'repairs more than one batch in one run, counts the repairs, and records the time of the run',
    { timeout: 400_000 },
    async () => {
      const phone = await enrollPhone(server.endpoints);
      const { id } = await on.ask(phone);
      await on.terminate(id);
      const copies = Array.from({ length: mostInBatch + 20 }, () => randomUUID());
      const columns = (
        await on.sql<{ name: string }>(
          `select column_name as name from information_schema.columns where table_name = 'transaction' and column_name not in ('id', 'created_at', 'callback_uri')`,
        )
      ).map(({ name }) => `"${name}"`);
      // Several have the same time, so that the cursor stops between them.
      await on.sql(
        `insert into transaction (id, created_at, ${columns}) select copy, now() - interval '2 minutes' - (n / 7) * interval '1 second', ${columns} from transaction, unnest(?::uuid[]) with ordinality copies (copy, n) where id = ?`,
        [`{${copies}}`, id],
      );
      await on.sql(`update transaction set created_at = now() - interval '2 minutes' where id = ?`, [id]);
      const { client } = await server.deps.temporal.connect();
      await client.schedule.getHandle(`reconcile/${server.deps.environment.temporalTaskQueue}`).trigger();
      const open = () =>
        on.sql<{ open: number }>(`select count(*)::int as open from transaction where status = 'pending'`);
      await eventually(async () => ((await open())[0]?.open === 0 ? true : undefined), 200_000);
      // The repair of a row starts a workflow that closes it, which is counted separately. A batch that took too long is tried again, and
      // counts again what was open still.
      const counted = async () =>
        (await metrics()).get('countersign_reconciliation_repairs_total{kind="transaction_row"}');
      await eventually(async () => (((await counted()) ?? 0) > copies.length ? true : undefined));
      const now = await metrics();
      expect(now.get('countersign_reconciliation_repairs_total{kind="push_enrollment_row"}')).toBe(0);
      for (const comparison of ['transactions', 'callbacks', 'push_enrollments', 'workflows']) {
        const last = await eventually(
          async () =>
            (await metrics()).get(
              `countersign_reconciliation_last_run_timestamp_seconds{comparison="${comparison}"}`,
            ) || undefined,
          60_000,
        );
        expect(Math.abs(last - Date.now() / 1000)).toBeLessThan(600);
      }
    },
  );
});
