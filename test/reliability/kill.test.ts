import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isCountersignError } from '../../app-sdk/index.ts';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { openBreakableLine } from '../support/connections/breakable-line.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';

const { endpoints, infrastructure } = useStack();
let instance: Instance;
let server: ApplicationProcess;
let worker: ApplicationProcess;
/** One phone for each test, because the tests run concurrently. */
let phones: [EnrolledPhone, EnrolledPhone];

const apart = { COUNTERSIGN_WORKER_IN_PROCESS: 'false' };

beforeAll(async () => {
  instance = await createSeededInstance();
  [server, worker] = await Promise.all([instance.startServer(apart), instance.startWorker()]);
  phones = await Promise.all([enrollPhone(here()), enrollPhone(here())]);
});

afterAll(() => instance.stop());

function here() {
  return { ...endpoints, api: server.url };
}

function request(phone: EnrolledPhone, callback: string) {
  return {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${callback}`,
    message: 'Hi',
  };
}

async function callbacksOf(name: string): Promise<{ count: number }> {
  return (await fetch(`${endpoints.sandbox}/callbacks/${name}`)).json() as Promise<{ count: number }>;
}

async function hasPending(userId: string): Promise<true | undefined> {
  const rows = await query(
    instance.environment['COUNTERSIGN_DATABASE_URL'] as string,
    "select from transaction where user_id = $1 and status = 'pending'",
    [userId],
  );
  return rows.length > 0 ? true : undefined;
}

/** Makes a phone retry on service_unavailable only. */
function notYet(error: unknown): undefined {
  if (!isCountersignError(error, 'service_unavailable')) throw error;
}

describe('kill -9', { concurrent: true, timeout: 240_000 }, () => {
  it('of the worker after the push was sent: the approval completes with a new worker, and the site gets one callback', async () => {
    const [phone] = phones;
    const website = createWebsite(here());
    const callback = `killed-worker-${randomUUID()}`;
    const { body } = await website.initialise(request(phone, callback));
    worker.kill('SIGKILL');
    await worker.child.ended;
    const { app, profile } = phone;
    await app.fetchTransaction(profile.profileId, body.transaction_id);
    const answering = eventually(
      () => app.answer(profile.profileId, body.transaction_id, { decision: 'accept' }).catch(notYet),
      90_000,
    );
    worker = await instance.startWorker();
    expect((await answering).status).toBe('authenticated');
    expect((await website.result(body.transaction_id)).body.is_authenticated).toBe(true);
    await eventually(async () => ((await callbacksOf(callback)).count > 0 ? true : undefined));
    await sleep(1_000);
    expect((await callbacksOf(callback)).count).toBe(1);
  });

  it('between the pending row and the start of its workflow: the sweeper starts the workflow', async () => {
    const [, phone] = phones;
    const line = await openBreakableLine(infrastructure.temporalAddress);
    const doomed = await instance.startServer({ ...apart, COUNTERSIGN_TEMPORAL_ADDRESS: line.address });
    const key = randomUUID();
    const before = new Set((await phone.pushes()).map((push) => push.id));
    line.set('silent');
    const asking = createWebsite({ ...endpoints, api: doomed.url })
      .initialise(request(phone, 'swept'), { 'idempotency-key': key })
      .catch(() => undefined);
    await eventually(() => hasPending(phone.userId));
    doomed.kill('SIGKILL');
    await asking;
    await line.close();

    const push = await eventually(
      async () => (await phone.pushes()).find((candidate) => !before.has(candidate.id)),
      90_000,
    );
    const id = push.content['og_transaction_id'] as string;
    expect((await phone.answer(id)).outcome.status).toBe('authenticated');
    // The site that got no answer repeats its request under the same key, and gets the same transaction.
    const again = await createWebsite(here()).initialise(request(phone, 'swept'), { 'idempotency-key': key });
    expect(again.body.transaction_id).toBe(id);
  });
});
