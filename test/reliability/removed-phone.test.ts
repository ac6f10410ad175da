import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { openBreakableLine } from '../support/connections/breakable-line.ts';
import type { BreakableLine } from '../support/connections/breakable-line.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { rest } from '../users/support/rest.ts';

const { endpoints, infrastructure } = useStack();
let instance: Instance;
let worker: ApplicationProcess;

/** An API for each test that interrupts its Temporal connection; all share one worker and its sweeps. */
interface Api {
  temporal: BreakableLine;
  server: ApplicationProcess;
  where: Endpoints;
}
const apis: Api[] = [];

async function startApi(): Promise<Api> {
  const temporal = await openBreakableLine(infrastructure.temporalAddress);
  const server = await restart(temporal);
  const api = { temporal, server, where: { ...endpoints, api: server.url } };
  apis.push(api);
  return api;
}

function restart(temporal: BreakableLine): Promise<ApplicationProcess> {
  return instance.startServer({
    COUNTERSIGN_WORKER_IN_PROCESS: 'false',
    COUNTERSIGN_TEMPORAL_ADDRESS: temporal.address,
  });
}

beforeAll(async () => {
  instance = await createSeededInstance();
  await startApi();
  [worker] = await Promise.all([instance.startWorker(), startApi(), startApi()]);
}, 180_000);

afterAll(async () => {
  await instance.stop();
  await Promise.all(apis.map(({ temporal }) => temporal.close()));
});

async function ask(where: Endpoints, phone: EnrolledPhone): Promise<{ id: string; callbackUri: string }> {
  const callbackUri = `${endpoints.sandbox}/callbacks/${randomUUID()}`;
  const { status, body } = await createWebsite(where).initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUri,
    message: 'Hi',
  });
  expect(status).toBe(200);
  return { id: body.transaction_id as string, callbackUri };
}

async function isCancelledAndTold(
  where: Endpoints,
  { id, callbackUri }: { id: string; callbackUri: string },
): Promise<true | undefined> {
  const { body } = await createWebsite(where).result(id);
  const { requests } = (await (await fetch(callbackUri)).json()) as { requests: unknown[] };
  return body.not_authenticated_reason?.reason === 'cancelled' && requests.length === 1 ? true : undefined;
}

describe('disconnecting a phone', () => {
  it.concurrent.each([
    ['silent', 0],
    ['refused', 1],
  ] as const)(
    'while Temporal is unavailable (%s) takes effect at once, and its open transactions end soon after',
    { timeout: 180_000 },
    async (mode, index) => {
      const { temporal, where } = apis[index] as Api;
      const phone = await enrollPhone(where);
      const asked = await ask(where, phone);
      await phone.app.fetchTransaction(phone.profile.profileId, asked.id);
      temporal.set(mode);
      const started = performance.now();
      expect((await rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where)).status).toBe(204);
      // The limit is three seconds; the rest allows for a busy machine. Temporal stays unavailable all that time.
      expect(performance.now() - started).toBeLessThan(30_000);
      await expect(phone.app.answer(phone.profile.profileId, asked.id, { decision: 'accept' })).rejects.toMatchObject({
        code: 'disconnected',
      });
      // The worker has its own connection: its sweeper signals the workflow while the API still cannot.
      await eventually(() => isCancelledAndTold(where, asked), 60_000);
      temporal.set('up');
    },
  );

  it.concurrent('while the API is killed before its answer has the same effect', { timeout: 180_000 }, async () => {
    const { temporal, server, where } = apis[2] as Api;
    const phone = await enrollPhone(where);
    const asked = await ask(where, phone);
    temporal.set('silent');
    const removing = rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where).then(
      ({ status }) => status,
      () => 'no answer',
    );
    await eventually(async () =>
      (await phone.app.transactions(phone.profile.profileId).then(
        () => 'connected',
        (error: { code: string }) => error.code,
      )) === 'disconnected'
        ? true
        : undefined,
    );
    server.kill('SIGKILL');
    await server.child.ended;
    expect(await removing).toBe('no answer');
    temporal.set('up');
    const again = await restart(temporal);
    await eventually(() => isCancelledAndTold({ ...where, api: again.url }, asked), 60_000);
  });

  it('while no worker runs ends its open transactions once a worker runs', { timeout: 180_000 }, async () => {
    const { where } = apis[0] as Api;
    const phone = await enrollPhone(where);
    const asked = await ask(where, phone);
    worker.kill('SIGKILL');
    await worker.child.ended;
    expect((await rest('DELETE', `/v4/users/${phone.userId}/devices/${phone.deviceId}`, {}, where)).status).toBe(204);
    worker = await instance.startWorker();
    await eventually(() => isCancelledAndTold(where, asked), 60_000);
  });
});
