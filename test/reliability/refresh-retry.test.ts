import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints } = useStack();
let instance: Instance;
let server: ApplicationProcess;
let database: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  server = await instance.startServer();
  // A start may take long on a busy machine.
  await createConfigurationApi({ ...endpoints, api: server.url }).patch('/general-settings', {
    refresh_retry_seconds: 300,
  });
});

afterAll(() => instance.stop());

async function post(phone: RawPhone, form: Record<string, string>): Promise<Response> {
  const url = `${server.url}/oauth/token`;
  return fetch(url, {
    method: 'POST',
    headers: { dpop: await phone.device.prove({ url }) },
    body: new URLSearchParams({ client_id: phone.clientId, ...form }),
  });
}

/** Makes the insertion of the next refresh token wait for a lock, after the old token was consumed. */
const holdNewTokens = `
  create function hold_new_tokens() returns trigger language plpgsql as $$
    begin
      if new.model = 'RefreshToken' then perform pg_advisory_xact_lock(7300); end if;
      return new;
    end $$;
  create trigger hold_new_tokens before insert on oauth_artifact for each row execute function hold_new_tokens()`;

async function isUsed(userId: string): Promise<true | undefined> {
  const sql = `select from oauth_artifact where account_id = $1 and model = 'RefreshToken' and consumed_at is not null`;
  return (await query(database, sql, [userId])).length > 0 ? true : undefined;
}

it(
  'kill -9 between consuming a refresh token and storing the next: the phone repeats its refresh and continues',
  { timeout: 180_000 },
  async () => {
    const here = { ...endpoints, api: server.url };
    const phone = await RawPhone.connect(here);
    const code = await createWebsite(here).enrollmentCode(phone.userId);
    const grant = { grant_type: 'urn:countersign:grant-type:enrollment-code', enrollment_code: code };
    const { refresh_token: refreshToken } = (await (await post(phone, grant)).json()) as { refresh_token: string };
    const refresh = { grant_type: 'refresh_token', refresh_token: refreshToken };

    await query(instance.environment['COUNTERSIGN_MIGRATION_DATABASE_URL']!, holdNewTokens);
    const holder = new pg.Client({ connectionString: database });
    await holder.connect();
    await holder.query('select pg_advisory_lock(7300)');
    const lost = post(phone, refresh).then(
      () => 'answered',
      () => 'lost',
    );
    await eventually(() => isUsed(phone.userId));
    server.kill('SIGKILL');
    await server.child.ended;
    expect(await lost).toBe('lost');
    await holder.end();
    server = await instance.startServer();

    const repeated = await post(phone, refresh);
    expect(repeated.status).toBe(200);
    const { refresh_token: next } = (await repeated.json()) as { refresh_token: string };
    expect((await post(phone, { grant_type: 'refresh_token', refresh_token: next })).status).toBe(200);
  },
);
