import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import type { PushSender } from '../../../src/providers/push/push-sender.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { holdTimers, runOutOfTime } from '../support/hold-time.ts';
import { bundleId, iosTarget, pushTo, sandboxSettings } from '../support/provider-fixtures.ts';

/** Seven times the limit of a push in production, for a busy machine; less than the 15 s of a request to APNs. */
const budget = { timeoutMs: 14_000 };
const sandbox = useSandbox();
let sender: PushSender;

beforeAll(() => {
  sender = createPushSender(sandboxSettings(sandbox()));
});
afterAll(() => sender.close());

const register = (): Promise<string> => sandbox().client.register({ platform: 'ios', bundle_id: bundleId });

describe('a push through APNs', () => {
  it('arrives with its content and an alert', async () => {
    const token = await register();
    const result = await sender.send(iosTarget(sandbox()), pushTo(token, { badge: 2 }), budget);
    expect(result).toEqual({ status: 'sent', providerMessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const [push] = await sandbox().client.pushes(token);
    expect(push).toMatchObject({
      alert: 'Pay € 10 to Shop?',
      badge: 2,
      content: { og_transaction_id: 'b7c1', og_message: 'Pay € 10 to Shop?', og_profile_id: 'p1' },
    });
  });

  it('has the headers for topic, type, priority, expiry, collapse id and request id', async () => {
    const token = await register();
    const requestId = '3f0c9b0e-3c4f-4f6e-9d3b-0b6b0a8f9a11';
    await sender.send(
      iosTarget(sandbox()),
      pushTo(token, { requestId, expiresAt: new Date('2039-01-02T03:04:05.900Z') }),
      budget,
    );
    const { headers } = (await sandbox().client.requests('apns', { token })).requests[0]!;
    expect(headers).toMatchObject({
      'apns-topic': bundleId,
      'apns-push-type': 'alert',
      'apns-priority': '10',
      'apns-collapse-id': 'b7c1',
      'apns-request-id': requestId,
    });
    expect(headers['apns-expiration']).toBe(String(Date.parse('2039-01-02T03:04:05Z') / 1000));
  });

  it('uses one provider token and one connection, also for concurrent pushes', async () => {
    const token = await register();
    await Promise.all(Array.from({ length: 5 }, () => sender.send(iosTarget(sandbox()), pushTo(token), budget)));
    await sender.send(iosTarget(sandbox()), pushTo(token), budget);
    const { requests } = await sandbox().client.requests('apns', { token });
    expect(requests).toHaveLength(6);
    expect(new Set(requests.map((request) => request.connection)).size).toBe(1);
    expect(new Set(requests.map((request) => request.headers['authorization'])).size).toBe(1);
  });

  it('renews an expired provider token, once', async () => {
    const token = await register();
    await sandbox().client.behave('apns', { mode: 'expired_token', times: 1, token });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
    const { requests } = await sandbox().client.requests('apns', { token });
    expect(new Set(requests.map((request) => request.headers['authorization'])).size).toBe(2);
    await sandbox().client.behave('apns', { mode: 'expired_token', token });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toEqual({
      status: 'refused',
      code: 'unauthorised',
      detail: 'apns: 403',
    });
    expect((await sandbox().client.requests('apns', { token })).count).toBe(4);
  });

  it('uses a new client when the key of a configuration changes', async () => {
    const token = await register();
    const wrong = { ...iosTarget(sandbox(), 'ios-wrong'), privateKeyPem: otherKey() };
    expect(await sender.send(wrong, pushTo(token), budget)).toEqual({
      status: 'refused',
      code: 'unauthorised',
      detail: 'apns: 403 InvalidProviderToken',
    });
    expect(await sender.send(iosTarget(sandbox(), 'ios-wrong'), pushTo(token), budget)).toMatchObject({
      status: 'sent',
    });
  });

  it('uses separate clients for the two environments of one configuration', async () => {
    const token = await register();
    const settings = { ...sandboxSettings(sandbox()), apnsDevelopmentUrl: 'https://127.0.0.1:1' };
    const other = createPushSender(settings);
    const target = iosTarget(sandbox());
    expect(await other.send({ ...target, environment: 'development' }, pushTo(token), budget)).toMatchObject({
      status: 'refused',
      code: 'connection',
    });
    expect(await other.send(target, pushTo(token), budget)).toMatchObject({ status: 'sent' });
    await other.close();
  });
});

describe('a push that APNs does not accept', () => {
  it('is unregistered when APNs answers 410', async () => {
    const token = await register();
    await sandbox().client.unregister(token);
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toEqual({
      status: 'unregistered',
      detail: 'apns: 410 Unregistered',
    });
  });

  it.each([['BadDeviceToken', '0123456789abcdef'.repeat(4)]])('is unregistered for %s', async (reason, token) => {
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toEqual({
      status: 'unregistered',
      detail: `apns: 400 ${reason}`,
    });
  });

  it('is unregistered for the token of another app', async () => {
    const token = await sandbox().client.register({ platform: 'ios', bundle_id: 'test.countersign.other' });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toEqual({
      status: 'unregistered',
      detail: 'apns: 400 DeviceTokenNotForTopic',
    });
  });

  it('is unregistered without a request when the token is malformed', async () => {
    const { count } = await sandbox().client.requests('apns');
    expect(await sender.send(iosTarget(sandbox()), pushTo('../../1/apps'), budget)).toMatchObject({
      status: 'unregistered',
    });
    expect((await sandbox().client.requests('apns')).count).toBe(count);
  });

  it('is rejected when the payload is too large', async () => {
    const token = await register();
    expect(
      await sender.send(iosTarget(sandbox()), pushTo(token, { content: { og_message: 'x'.repeat(5000) } }), budget),
    ).toEqual({
      status: 'refused',
      code: 'rejected',
      detail: 'apns: 413 PayloadTooLarge',
    });
  });

  it.each([
    ['refuse', { status: 'refused', code: 'rejected', detail: 'apns: 400 TopicDisallowed' }],
    ['unregistered', { status: 'unregistered', detail: 'apns: 410 Unregistered' }],
    ['too_many_requests', { status: 'refused', code: 'rate_limited', detail: 'apns: 429 TooManyRequests' }],
    ['unavailable', { status: 'refused', code: 'unavailable', detail: 'apns: 503 ServiceUnavailable' }],
    ['garbage', { status: 'refused', code: 'invalid_answer', detail: 'apns: something else than JSON' }],
    ['reset', { status: 'refused', code: 'connection' }],
  ] as const)('is mapped and not repeated after %s', async (mode, expected) => {
    const token = await register();
    await sandbox().client.behave('apns', { mode, token, retry_after_s: 30 });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject(expected);
    expect((await sandbox().client.requests('apns', { token })).count).toBe(1);
  });

  it('is sent again once on a new connection when the connection is reset', async () => {
    const token = await register();
    await sandbox().client.behave('apns', { mode: 'reset', times: 1 });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
    const { requests } = await sandbox().client.requests('apns', { token });
    expect(requests.map(({ status }) => status)).toEqual([0, 200]);
    expect(new Set(requests.map(({ headers }) => headers['apns-id'])).size).toBe(1);
    await sandbox().client.behave('apns', { mode: 'reset', times: 2 });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject({
      status: 'refused',
      code: 'connection',
    });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
  });

  it('times out, and the next one uses a new connection', async () => {
    const token = await register();
    await sandbox().client.behave('apns', { mode: 'slow', delay_ms: 60_000, times: 1, token });
    const isThere = async () => (await sandbox().client.requests('apns', { token })).count === 1;
    const late = await runOutOfTime(
      holdTimers(budget.timeoutMs),
      () => sender.send(iosTarget(sandbox()), pushTo(token), budget),
      isThere,
    );
    expect(late).toEqual({ status: 'refused', code: 'timeout', detail: 'apns: no answer in time' });
    expect(await sender.send(iosTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
    const { requests } = await sandbox().client.requests('apns', { token });
    expect(new Set(requests.map((request) => request.connection)).size).toBe(2);
  });

  it.each([
    ['text that is no key', '/etc/hostname'],
    [
      'a key of another type',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
  ])('is refused for %s', async (_name, privateKeyPem) => {
    const target = { ...iosTarget(sandbox(), 'ios-broken'), privateKeyPem };
    expect(await sender.send(target, pushTo(await register()), budget)).toEqual({
      status: 'refused',
      code: 'not_configured',
      detail: 'apns: the key is not usable',
    });
  });

  it('is refused when the certificate of the server is not trusted', async () => {
    const untrusting = createPushSender({ ...sandboxSettings(sandbox()), trust: undefined });
    const result = await untrusting.send(iosTarget(sandbox()), pushTo(await register()), budget);
    await untrusting.close();
    expect(result).toMatchObject({ status: 'refused', code: 'connection' });
  });
});

function otherKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}
