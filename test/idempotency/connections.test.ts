import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createConfigurationApi, newClient } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';

const { endpoints } = useStack();
let instance: Instance;
let url: string;
let database: string;
let holder: pg.Client;

beforeAll(async () => {
  instance = await createSeededInstance();
  url = (await instance.startServer()).url;
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  holder = new pg.Client({ connectionString: database });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await instance.stop();
});

/** The number of connections that wait to write a key. Read on a new connection: within a transaction PostgreSQL repeats its first snapshot. */
async function waiting(): Promise<number> {
  const [row] = await query<{ count: number }>(
    database,
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%kept_answer%'",
  );
  return row?.count ?? 0;
}

describe('concurrent creates with an Idempotency-Key on every surface', () => {
  it('use at most a few connections together and leave the rest to other requests', async () => {
    const api = createConfigurationApi({ ...endpoints, api: url });
    const headers = () => ({ 'idempotency-key': randomUUID() });
    const creates = [
      () =>
        api.call('POST', '/callback-endpoints', {
          body: { url: `https://site.example/${randomUUID()}` },
          headers: headers(),
        }),
      () =>
        api.call('POST', '/api-clients', {
          body: { name: 'site', ...clientFields(), scopes: ['onegini_api_config'] },
          headers: headers(),
        }),
      () =>
        callForm('GET', `${url}/oauth/api/v1/otp/${randomUUID()}`, undefined, {
          authorization: basic(endpoints.clients.end_user),
          ...headers(),
        }),
    ];
    await holder.query('begin');
    await holder.query('lock table kept_answer in share mode');
    const answers = Promise.all(creates.flatMap((create) => Array.from({ length: 6 }, create)));
    await eventually(async () => ((await waiting()) >= 4 ? true : undefined));
    expect((await api.get('/callback-endpoints')).status).toBe(200);
    // At most four, and four more while PostgreSQL has not yet released those that timed out.
    expect(await waiting()).toBeLessThanOrEqual(8);
    await holder.query('rollback');
    await answers;
    for (const create of creates) expect((await create()).status).toBeLessThan(300);
  });
});

function clientFields(): { client_id: string; client_secret: string } {
  const { id, secret } = newClient();
  return { client_id: id, client_secret: secret };
}
