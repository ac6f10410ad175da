import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { openBreakableLine } from '../support/breakable-line.ts';
import type { BreakableLine } from '../support/breakable-line.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createIsolatedInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { rest } from '../users/support/rest.ts';

const { endpoints, infrastructure } = useStack();
let instance: Instance;
let server: ApplicationProcess;
let temporal: BreakableLine;
let where: Endpoints;

beforeAll(async () => {
  instance = await createIsolatedInstance();
  const first = await instance.startServer();
  await instance.seed();
  await first.stop();
  temporal = await openBreakableLine(infrastructure.temporalAddress);
  server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false', COUNTERSIGN_TEMPORAL_ADDRESS: temporal.address });
  where = { ...endpoints, api: server.url };
});

afterAll(async () => {
  await instance.stop();
  await temporal.close();
});

async function ask(phone: EnrolledPhone): Promise<{ id: string; callbackUri: string }> {
  const callbackUri = `${endpoints.sandbox}/callbacks/${randomUUID()}`;
  const { status, body } = await createWebsite(where).initialise({ type: 'login_with_push', user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message: 'Hi' });
  expect(status).toBe(200);
  return { id: body.transaction_id as string, callbackUri };
}

async function isCancelledAndTold({ id, callbackUri }: { id: string; callbackUri: string }): Promise<true | undefined> {
  const { body } = await createWebsite(where).result(id);
  const { requests } = (await (await fetch(callbackUri)).json()) as { requests: unknown[] };
  return body.not_authenticated_reason?.reason === 'cancelled' && requests.length === 1 ? true : undefined;
}

describe('a phone that is disconnected', () => {
  it.each(['silent', 'refused'] as const)('while Temporal is away (%s): at once, and what was asked on it ends soon after', { timeout: 120_000 }, async (mode) => {
    const worker = await instance.startWorker();
    const phone = await enrollPhone(where);
    const asked = await ask(phone);
    await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
    temporal.set(mode);
    const started = performance.now();
    expect((await rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where)).status).toBe(204);
    expect(performance.now() - started).toBeLessThan(4_000);
    await expect(phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' })).rejects.toMatchObject({ code: 'disconnected' });
    // The worker has its own line: its sweeper tells the workflow while the API still cannot.
    await eventually(() => isCancelledAndTold(asked), 40_000);
    temporal.set('up');
    await worker.stop();
  });

  it('while no worker runs: what was asked on it ends as soon as one does', { timeout: 120_000 }, async () => {
    const worker = await instance.startWorker();
    const phone = await enrollPhone(where);
    const asked = await ask(phone);
    worker.kill('SIGKILL');
    await worker.child.ended;
    expect((await rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where)).status).toBe(204);
    const next = await instance.startWorker();
    await eventually(() => isCancelledAndTold(asked), 60_000);
    await next.stop();
  });

  it('while the API is killed between the removal and its answer: the same', { timeout: 120_000 }, async () => {
    const worker = await instance.startWorker();
    const phone = await enrollPhone(where);
    const asked = await ask(phone);
    temporal.set('silent');
    const removing = rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where).then(({ status }) => status, () => 'no answer');
    await eventually(async () => ((await phone.app.transactions(phone.profile.profileId).then(() => 'connected', (error: { code: string }) => error.code)) === 'disconnected' ? true : undefined));
    server.kill('SIGKILL');
    await server.child.ended;
    expect(await removing).toBe('no answer');
    temporal.set('up');
    server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false', COUNTERSIGN_TEMPORAL_ADDRESS: temporal.address });
    await eventually(() => isCancelledAndTold(asked), 40_000);
    await worker.stop();
  });
});
