import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { startConnectProxy } from '../../providers/support/connect-proxy.ts';
import type { ConnectProxy } from '../../providers/support/connect-proxy.ts';
import {
  startKeyPublisher,
  addSigningClient,
  bearer,
  makeSigningKey,
} from '../../api-clients/support/signing-client.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { callForm, createWebsite } from '../../support/website.ts';
import type { Answer, Website } from '../../support/website.ts';
import { createConfigurationApi } from '../support/configuration-api.ts';
import type { ConfigurationApi } from '../support/configuration-api.ts';

const { endpoints, environment: shared } = useStack();
const path = '/outgoing-proxy';
const credentials = { username: 'countersign', password: 'p@ss:wörd' };
const hostOf = (url: string | undefined) => new URL(url as string).host;
const [fcmHost, apnsHost, callbackHost] = [
  hostOf(shared['COUNTERSIGN_FCM_URL']),
  hostOf(shared['COUNTERSIGN_APNS_PRODUCTION_URL']),
  hostOf(endpoints.sandbox),
];

let instance: Instance;
let url: string;
let api: ConfigurationApi;
let website: Website;
let android: EnrolledPhone;
let ios: EnrolledPhone;
/** The proxy of the environment, and the one that the tests configure. */
let first: ConnectProxy;
let second: ConnectProxy;
/** The targets that the second proxy refuses. */
const refused = new Set<string>();

beforeAll(async () => {
  first = await startConnectProxy();
  second = await startConnectProxy({ credentials, refuses: (target) => refused.has(target) });
  instance = await createSeededInstance();
  ({ url } = await instance.startServer({ COUNTERSIGN_PROVIDER_PROXY_URL: first.url }));
  const where = { ...endpoints, api: url };
  api = createConfigurationApi(where);
  website = createWebsite(where);
  // Without push limits: most pushes here are never approved.
  await api.patch('/general-settings', { push_budget: 0, push_limit_per_hour: 0 });
  android = await enrollPhone(where);
  ios = await enrollPhone(where, { platform: 'ios' });
});
afterAll(async () => {
  await instance.stop();
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

const configured = () => ({ enabled: true, host: '127.0.0.1', port: second.port, ...credentials, preemptive: false });
const push = (phone: EnrolledPhone, type = 'login_with_push'): Promise<Answer> =>
  website.initialise({
    type,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${randomUUID()}`,
    message: 'Hi',
    phone_number: newNumber(),
  });
const newNumber = () => `+316${randomInt(10_000_000, 99_999_999)}`;
const text = () =>
  website.initialise({ type: 'payment_with_sms', user_id: randomUUID(), phone_number: newNumber(), message: '{code}' });
const behave = (provider: string, body: object) =>
  fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const requestsTo = async (provider: string, token: string) =>
  (
    (await (await fetch(`${endpoints.sandbox}/requests/${provider}?token=${encodeURIComponent(token)}`)).json()) as {
      count: number;
    }
  ).count;

/** Sends pushes until one opens a connection through the proxy; a change applies within two seconds. */
async function pushesGoBy(proxy: ConnectProxy): Promise<void> {
  const before = proxy.asked.length;
  await eventually(async () => {
    await push(android);
    return proxy.asked.length > before ? true : undefined;
  });
}

describe('the outgoing proxy', () => {
  it("is the environment's while none is configured", async () => {
    expect(first.made()).toContain(fcmHost);
    expect(first.made()).toContain(apnsHost);
    expect((await push(android)).status).toBe(200);
    expect(second.asked).toEqual([]);
  });

  it('is the configured one without a restart, for every outgoing request', async () => {
    expect((await api.put(path, configured())).status).toBe(204);
    await pushesGoBy(second);
    const before = first.asked.length;
    const approved = await push(ios);
    expect([approved.status, (await text()).status]).toEqual([200, 200]);
    await ios.answer(approved.body.transaction_id);
    const key = makeSigningKey();
    const publisher = await startKeyPublisher(key);
    const client = await addSigningClient(api, { jwks_uri: publisher.uri });
    const signed = async () =>
      (
        await callForm('GET', `${url}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
          authorization: await bearer(client, { key, api: url }),
        })
      ).status;
    await eventually(async () => ((await signed()) === 200 ? true : undefined));
    await eventually(async () => (second.made().includes(callbackHost) ? true : undefined));
    publisher.close();
    expect(second.made()).toEqual(expect.arrayContaining([fcmHost, apnsHost, callbackHost, hostOf(publisher.uri)]));
    // Without preemptive authentication, the first request to each target had no password.
    expect(
      new Set(second.asked.filter(({ status }) => status === 407).map(({ authorization }) => authorization)),
    ).toEqual(new Set([undefined]));
    expect(first.asked).toHaveLength(before);
  });

  it('finishes running pushes after a change and closes the former connections', async () => {
    await push(android);
    await push(ios);
    expect(second.open()).toBeGreaterThan(0);
    await behave('fcm', { mode: 'slow', delay_ms: 1_000, times: 1, token: android.pushToken });
    await behave('apns', { mode: 'slow', delay_ms: 1_000, times: 1, token: ios.pushToken });
    const before = {
      android: await requestsTo('fcm', android.pushToken),
      ios: await requestsTo('apns', ios.pushToken),
    };
    const slow = [push(android, 'payment_with_push'), push(ios, 'payment_with_push')];
    await eventually(async () =>
      (await requestsTo('fcm', android.pushToken)) > before.android &&
      (await requestsTo('apns', ios.pushToken)) > before.ios
        ? true
        : undefined,
    );
    expect((await api.patch(path, { enabled: false })).status).toBe(204);
    // Other pushes go directly while those two wait for their answers.
    await eventually(async () => {
      const asked = second.asked.length;
      await push(android);
      return second.asked.length === asked ? true : undefined;
    });
    expect((await Promise.all(slow)).map(({ status, body }) => [status, body.auth_method])).toEqual([
      [200, 'push'],
      [200, 'push'],
    ]);
    await push(ios);
    await eventually(async () => (second.open() === 0 ? true : undefined));
    // `enabled: false` overrides the environment.
    expect(first.asked.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('causes a fallback when it refuses the target', async () => {
    await api.put(path, configured());
    await pushesGoBy(second);
    refused.add(apnsHost);
    const answer = await eventually(async () => {
      const tried = await push(ios, 'payment_with_push');
      return second.asked.some(({ status }) => status === 403) ? tried : undefined;
    });
    expect([answer.status, answer.body.auth_method]).toEqual([200, 'sms']);
    expect((await push(ios)).body.error_code).toBe('1002');
    refused.delete(apnsHost);
    expect((await push(ios)).status).toBe(200);
  });

  it('causes error 1002 or 3002 while its password is wrong or it is unreachable', async () => {
    for (const wrong of [{ password: 'wrong' }, { password: 'wrong', preemptive: true }, { port: 1 }]) {
      await api.put(path, { ...configured(), ...wrong });
      await eventually(async () => ((await push(android)).body.error_code === '1002' ? true : undefined));
      expect((await text()).body.error_code).toBe('3002');
    }
    await api.put(path, { ...configured(), preemptive: true });
    await eventually(async () => ((await push(android)).status === 200 ? true : undefined));
    expect((await text()).status).toBe(200);
  });

  it("is the environment's again after DELETE", async () => {
    expect((await api.remove(path)).status).toBe(204);
    await pushesGoBy(first);
  });
});
