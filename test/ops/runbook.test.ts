import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import { inCheckout } from '../../dev/parts/checkout.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { findTemporalCli } from '../../dev/services/temporal-cli.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { signIn } from '../admin/support/admin-api.ts';
import { fakeNpm } from '../operators/support/fake-npm.ts';
import { createReceiver } from '../support/connections/callback-receiver.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';
import { query } from '../users/support/rest.ts';

const run = promisify(execFile);
const page = readFileSync(inCheckout('docs/runbook.md'), 'utf8');
const [introduction = '', ...sections] = page.split(/^## /m);

let instance: Instance;
let server: ApplicationProcess;
let where: Endpoints;
let website: Website;
let phone: EnrolledPhone;
let folder: string;
let path: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  server = await instance.startServer();
  where = {
    ...useStack().endpoints,
    api: server.url,
    admin_api: `${server.url}/admin/v1`,
    postgres_url: instance.environment['COUNTERSIGN_DATABASE_URL'] as string,
  };
  website = createWebsite(where);
  phone = await enrollPhone(where);
  folder = mkdtempSync(join(tmpdir(), 'countersign-runbook-'));
  mkdirSync(join(folder, '.data'));
  writeFileSync(join(folder, '.data', 'endpoints.json'), JSON.stringify(where), { mode: 0o600 });
  path = fakeNpm(folder);
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await instance.stop();
});

const push = async (url = `${where.sandbox}/callbacks/runbook`) =>
  (
    await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: url,
      message: 'Hi',
    })
  ).body.transaction_id as string;
const seen = async (id: string) =>
  (await (await signIn(where.api, where.operators.admin)).call('GET', `/transactions/${id}`)).body;

/** Runs the commands of a section of the page unchanged. @returns their output. */
async function follow(title: string, variables: Record<string, string> = {}): Promise<string> {
  const section = sections.find((text) => text.startsWith(title)) ?? '';
  const commands = [introduction, section].flatMap((text) =>
    [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block),
  );
  expect(commands.length).toBeGreaterThan(1);
  // This instance has another port and task queue than `npm start`.
  const script = commands
    .join('\n')
    .replace('http://127.0.0.1:7101', server.operationsUrl)
    .replace('queue=countersign', `queue=${instance.environment['COUNTERSIGN_TEMPORAL_TASK_QUEUE']}`);
  const env = {
    ...process.env,
    ...instance.environment,
    PATH: path,
    TEMPORAL_CLI: await findTemporalCli(),
    ...variables,
  };
  const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', script], { cwd: folder, env });
  return stdout;
}

describe('the commands of docs/runbook.md', { timeout: 600_000 }, () => {
  it('for a stuck transaction show it and cancel it', async () => {
    const id = await push();
    const said = await follow('A transaction is stuck', { id });
    for (const part of [`id                   ${id}`, '"status":"up"', 'reconcile', 'Cancelled.'])
      expect(said).toContain(part);
    expect(await seen(id)).toMatchObject({ status: 'not_authenticated', reason: 'cancelled' });
  });

  it('for a provider that is down count the failures and change the fallback of a type', async () => {
    await fetch(`${where.sandbox}/behaviour/fcm`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'refuse', token: phone.pushToken, times: 1 }),
    });
    await push();
    const said = await follow('A provider is down');
    for (const part of ['failed_to_send', 'countersign_dispatch_duration_seconds_count{method="PUSH",result="refused"'])
      expect(said).toContain(part);
    // The type is changed and restored.
    expect(said).toMatch(/ 204\s+204\s*$/);
  });

  it('for a site without callbacks show the reason and replay them', async () => {
    const receiver = createReceiver(where.sandbox);
    const finished = await Promise.all(
      Array.from({ length: 2 }, async () => {
        await receiver.behave({ status: 410 });
        const id = await push(receiver.url);
        await phone.answer(id);
        await eventually(async () => ((await seen(id)).callback?.status === 'failed' ? true : undefined));
        return id;
      }),
    );
    await receiver.behave({ status: 204 });
    const said = await follow('A site gets no callbacks', { id: finished[0] as string });
    expect(said).toContain('callback: 410');
    for (const id of finished)
      await eventually(async () => ((await seen(id)).callback.status === 'delivered' ? true : undefined));
  });

  it('for Temporal show whether it is reachable', async () => {
    expect(await follow('Temporal is away')).toMatch(/"temporal":"up".*SERVING/s);
  });

  it('for PostgreSQL are valid statements', async () => {
    const section = sections.find((text) => text.startsWith('PostgreSQL is away')) ?? '';
    const statements = [...section.matchAll(/```sql\n(.*?)```/gs)].flatMap(([, block = '']) =>
      block.split(/;\s*$/m).filter((text) => text.trim()),
    );
    expect(statements).toHaveLength(3);
    const answers = await Promise.all(statements.map((statement) => query(statement, [], where.postgres_url)));
    expect(Object.keys(answers[2]?.[0] ?? {})).toEqual(['relname', 'size']);
  });

  it('for a rotation create keyrings that processes start with, one after the other', async () => {
    const [first = '', second = ''] = (await follow('A key has to be rotated')).trim().split('\n');
    const ids = [first, second].map((ring) =>
      readEnvironment({ ...instance.environment, COUNTERSIGN_KEYRING: ring }).keyring.map(({ id }) => id),
    );
    expect(ids).toEqual([
      ['k1', 'k2', 'k1'],
      ['k2', 'k1'],
    ]);
    const id = await push();
    for (const ring of [first, second]) {
      await server.stop();
      server = await instance.startServer({
        COUNTERSIGN_KEYRING: ring,
        COUNTERSIGN_PUBLIC_URL: where.api,
        COUNTERSIGN_LISTEN_PORT: new URL(where.api).port,
      });
    }
    expect((await phone.answer(id)).outcome).toMatchObject({ status: 'authenticated' });
    const again = (
      await website.initialise({
        type: 'payment_with_sms',
        user_id: phone.userId,
        phone_number: `+316${randomInt(10_000_000, 99_999_999)}`,
        message: '{code}',
      })
    ).status;
    expect(again).toBe(200);
  });

  it('after a restore list the open transactions', async () => {
    expect(await follow('A backup has to be restored')).toMatch(/No such transactions|ID +CREATED/);
  });

  it("for a user under attack cancel the open transactions and delete the user's phones", async () => {
    const victim = await enrollPhone(where);
    const id = (
      await website.initialise({
        type: 'login_with_push',
        user_id: victim.userId,
        device_id: victim.deviceId,
        callback_uri: `${where.sandbox}/callbacks/runbook`,
        message: 'Hi',
      })
    ).body.transaction_id;
    const said = await follow('A user is under attack', { user: victim.userId });
    for (const part of [`"user_id":"${victim.userId}"`, 'Cancelled.', ' 204']) expect(said).toContain(part);
    expect(await seen(id)).toMatchObject({ reason: 'cancelled' });
    await expect(victim.answer(id)).rejects.toThrow();
  });
});
