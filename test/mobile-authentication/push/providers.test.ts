import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { openFreezingLine } from '../../providers/support/freezing-line.ts';
import type { FreezingLine } from '../../providers/support/freezing-line.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { DeliveredPush, EnrolledPhone } from '../../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import type { Form, Website } from '../../support/website.ts';

const { endpoints, environment: shared } = useStack();
/** The bundle id of the versions in this file: one version as built for the App Store, one as built by developers. */
const bundleId = 'test.countersign.northwind';
let instance: Instance;
let where: typeof endpoints;
let api: ConfigurationApi;
let website: Website;
let database: string;
/** The connection to Apple's development environment. */
let development: FreezingLine;

beforeAll(async () => {
  development = await openFreezingLine(shared['COUNTERSIGN_APNS_DEVELOPMENT_URL'] as string);
  instance = await createSeededInstance();
  const { url } = await instance.startServer({
    COUNTERSIGN_APNS_DEVELOPMENT_URL: `https://127.0.0.1:${development.port}`,
  });
  where = { ...endpoints, api: url };
  api = createConfigurationApi(where);
  website = createWebsite(where);
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
  await api.patch('/general-settings', { push_budget: 0, push_limit_per_hour: 0 });
  const { body } = await api.get('/applications/northwind-id/platforms/ios/versions/1.0.0');
  const version = {
    push_messaging_configuration_id: body.push_messaging_configuration_id,
    application_bundle_identifier: bundleId,
  };
  for (const change of [
    { version_name: '2.0.0', send_badge_number_enabled: true },
    { version_name: '2.0.0-dev', use_apns_development_environment_enabled: true },
  ]) {
    expect(
      (await api.post('/applications/northwind-id/platforms/ios/versions', { ...version, ...change })).status,
    ).toBe(201);
  }
});
afterAll(async () => {
  await instance.stop();
  await development[Symbol.asyncDispose]();
});

const enroll = (version: string, platform: 'ios' | 'android' = 'ios') =>
  eventually(() =>
    enrollPhone(where, { platform, version }).catch((error: { code?: string }) =>
      error.code === 'application_unknown' ? undefined : Promise.reject(error),
    ),
  );
const newNumber = () => `+316${randomInt(10_000_000, 99_999_999)}`;
const push = (phone: EnrolledPhone, change: Form = {}) =>
  website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${randomUUID()}`,
    message: 'Pay € 10?',
    phone_number: newNumber(),
    ...change,
  });
const behave = (provider: string, body: object) =>
  fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const pushOf = (phone: EnrolledPhone, id: string) =>
  eventually(
    async () =>
      (await phone.pushes()).find(({ content }) => content['og_transaction_id'] === id) as
        | (DeliveredPush & { priority: string })
        | undefined,
  );

async function requestsTo(provider: string, token: string): Promise<{ headers: Record<string, string> }[]> {
  const answer = await fetch(`${endpoints.sandbox}/requests/${provider}?token=${encodeURIComponent(token)}`);
  return ((await answer.json()) as { requests: { headers: Record<string, string> }[] }).requests;
}

/** The configuration by which the Android phones of this file are pushed to, with its account. */
async function androidConfiguration() {
  const { body } = await api.get('/push-messaging-configurations');
  const { id } = (body.result as { id: string; platform: string }[]).find(({ platform }) => platform === 'android') as {
    id: string;
  };
  const { sandbox } = useStack().infrastructure;
  return { id, service_account: sandbox.credentials.fcm_service_account };
}

/** Starts a push. @returns the transaction id and the badge number. */
async function badgeOf(phone: EnrolledPhone): Promise<{ id: string; badge: number | undefined }> {
  const { body } = await push(phone);
  return { id: body.transaction_id, badge: (await pushOf(phone, body.transaction_id)).badge };
}

describe('a push to an iPhone', () => {
  it('is an alert of high priority for the bundle id of the version, and expires with the transaction', async () => {
    const phone = await enroll('2.0.0');
    const before = Date.now();
    const { body } = await push(phone, { secure_message: 'Never shown' });
    const after = Date.now();
    const { content, alert } = await pushOf(phone, body.transaction_id);
    expect(content).toEqual({
      og_transaction_id: body.transaction_id,
      og_message: 'Pay € 10?',
      og_profile_id: phone.profile.profileId,
    });
    expect(alert).toBe('Pay € 10?');
    const { headers } = (await requestsTo('apns', phone.pushToken)).at(-1)!;
    expect(headers).toMatchObject({
      'apns-topic': bundleId,
      'apns-push-type': 'alert',
      'apns-priority': '10',
      'apns-collapse-id': body.transaction_id,
    });
    const expiration = Number(headers['apns-expiration']) * 1000;
    expect(expiration).toBeGreaterThan(before + body.time_to_live - 1000);
    expect(expiration).toBeLessThanOrEqual(after + body.time_to_live);
  });

  it('goes to the APNs environment of its version', async () => {
    const phone = await enroll('2.0.0-dev');
    const connections = development.connections();
    expect(connections).toBeGreaterThan(0);
    const { body } = await push(phone);
    // "Send badge number" is off, so the push has no badge.
    expect(await pushOf(phone, body.transaction_id)).not.toHaveProperty('badge');
    expect(development.connections()).toBe(connections);
    development.freeze();
    const other = await enroll('2.0.0');
    expect((await push(other)).status).toBe(200);
    expect(development.connections()).toBe(connections);
    // The next push to that environment detects the dead connection (and is not lost: see test/providers/push).
    await eventually(async () => ((await push(phone)).status === 200 ? true : undefined));
    expect(development.connections()).toBeGreaterThan(connections);
  });

  it('has the number of pushes that await an answer of this user on this phone as its badge', async () => {
    const [phone, other] = [await enroll('2.0.0'), await enroll('2.0.0')];
    const first = await badgeOf(phone);
    expect([first.badge, (await badgeOf(phone)).badge]).toEqual([1, 2]);
    expect((await badgeOf(other)).badge).toBe(1);
    await phone.answer(first.id);
    expect((await badgeOf(phone)).badge).toBe(2);
    // A push that fell back to a text message is not counted.
    await behave('apns', { mode: 'refuse', times: 1, token: phone.pushToken });
    expect((await push(phone, { type: 'payment_with_push' })).body.auth_method).toBe('sms');
    const third = await badgeOf(phone);
    expect(third.badge).toBe(3);
    await website.cancel(third.id);
    await eventually(async () => ((await website.result(third.id)).body.not_authenticated_reason ? true : undefined));
    expect((await badgeOf(phone)).badge).toBe(3);
  });
});

describe('a push to an Android phone', () => {
  it('is a data message of high priority, without a notification for the OS to show', async () => {
    const phone = await enroll('1.0.0', 'android');
    const { body } = await push(phone);
    const delivered = await pushOf(phone, body.transaction_id);
    expect(delivered).toMatchObject({
      alert: null,
      priority: 'high',
      content: {
        og_transaction_id: body.transaction_id,
        og_message: 'Pay € 10?',
        og_profile_id: phone.profile.profileId,
      },
    });
    expect(delivered).not.toHaveProperty('badge');
  });

  it('is repeated after the wait that FCM asks for, or falls back when that wait is too long', async () => {
    const phone = await enroll('1.0.0', 'android');
    await behave('fcm', { mode: 'too_many_requests', retry_after_s: 0, times: 1, token: phone.pushToken });
    expect((await push(phone, { type: 'payment_with_push' })).body.auth_method).toBe('push');
    await behave('fcm', { mode: 'unavailable', retry_after_s: 30, times: 1, token: phone.pushToken });
    expect((await push(phone, { type: 'payment_with_push' })).body.auth_method).toBe('sms');
    expect((await push(phone, { type: 'payment_with_push' })).body.auth_method).toBe('push');
  });
});

describe('a change of a push messaging configuration', () => {
  it('loses no push in flight; the next push uses the new configuration, and the unused connection is closed', async () => {
    const phone = await enroll('1.0.0', 'android');
    const [{ id, service_account }, line] = [
      await androidConfiguration(),
      await openFreezingLine(shared['COUNTERSIGN_FCM_URL'] as string),
    ];
    const path = `/push-messaging-configurations/${id}`;
    /** Starts a push whose answer takes a second, and waits until it is at the provider. */
    const startSlow = async () => {
      const before = (await requestsTo('fcm', phone.pushToken)).length;
      await behave('fcm', { mode: 'slow', delay_ms: 1_000, times: 1, token: phone.pushToken });
      const slow = push(phone, { type: 'payment_with_push' });
      await eventually(async () => ((await requestsTo('fcm', phone.pushToken)).length > before ? true : undefined));
      return { method: slow.then(({ body }) => body.auth_method as string) };
    };
    const there = await startSlow();
    expect((await api.patch(path, { endpoint: `https://127.0.0.1:${line.port}`, service_account })).status).toBe(204);
    await eventually(async () => {
      expect((await push(phone)).status).toBe(200);
      return line.connections() > 0 ? true : undefined;
    });
    expect(await there.method).toBe('push');
    const back = await startSlow();
    expect((await api.patch(path, { endpoint: null })).status).toBe(204);
    await eventually(async () => {
      expect((await push(phone)).status).toBe(200);
      return line.open() === 0 ? true : undefined;
    });
    expect(await back.method).toBe('push');
    await line[Symbol.asyncDispose]();
  });
});

describe('a push token that its provider no longer knows', () => {
  it.each([
    ['ios', 'apns', '2.0.0'],
    ['android', 'fcm', '1.0.0'],
  ] as const)('is removed on %s: the enrolment is dropped, with an event', async (platform, provider, version) => {
    const phone = await enroll(version, platform);
    await behave(provider, { mode: 'unregistered', token: phone.pushToken });
    expect((await push(phone)).body.error_code).toBe('1002');
    const asked = (await requestsTo(provider, phone.pushToken)).length;
    expect((await push(phone)).body.error_code).toBe('1001');
    expect(await requestsTo(provider, phone.pushToken)).toHaveLength(asked);
    const enrollment = (await phone.pushes()).find(({ content }) => content['og_push_enrollment_id'])?.content[
      'og_push_enrollment_id'
    ] as string;
    expect((await eventsAbout(enrollment, database)).at(-1)).toBe(
      'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: unregistered',
    );
  });
});
