import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { changeLimit, createConfigurationApi } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';
import { makeApnsKey, makeServiceAccount } from './support/credentials.ts';

const { endpoints, infrastructure } = useStack();
const { apns, fcm_service_account: account } = infrastructure.sandbox.credentials;
let instance: Instance;
let server: ApplicationProcess;
let api: ConfigurationApi;

beforeAll(async () => {
  instance = await createSeededInstance();
  // The worker that sends pushes runs in another process than the API that receives the change.
  server = await instance.startServer({ COUNTERSIGN_WORKER_IN_PROCESS: 'false' });
  await instance.startWorker();
  api = createConfigurationApi({ api: server.url, clients: endpoints.clients });
  // Without push limits, however often a slow worker is asked.
  await api.patch('/general-settings', { push_budget: 0, push_limit_per_hour: 0 });
});

afterAll(() => instance.stop());

/** Sends a push. @returns the status: 200 when the provider accepted it, 503 when it refused the credentials. */
async function push(phone: EnrolledPhone): Promise<number> {
  const form = {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/credentials`,
    message: 'Hi',
  };
  return (await createWebsite({ ...endpoints, api: server.url }).initialise(form)).status;
}

it.each([
  ['android', { service_account: makeServiceAccount() }, { service_account: account }],
  ['ios', { private_key: makeApnsKey() }, { private_key: apns.p8 }],
] as const)('the worker uses changed push credentials of %s', async (platform, wrong, right) => {
  const { body } = await api.get('/push-messaging-configurations');
  const path = `/push-messaging-configurations/${body.result.find((entry: { platform: string }) => entry.platform === platform).id}`;
  const phone = await enrollPhone({ ...endpoints, api: server.url }, { platform });
  expect(await push(phone)).toBe(200);
  expect((await api.patch(path, wrong)).status).toBe(204);
  await eventually(async () => ((await push(phone)) === 503 ? true : undefined), changeLimit);
  expect((await api.patch(path, right)).status).toBe(204);
  await eventually(async () => ((await push(phone)) === 200 ? true : undefined), changeLimit);
});
