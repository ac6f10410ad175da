import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import type { PushSender } from '../../../src/providers/push/push-sender.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { holdTimers, runOutOfTime } from '../support/hold-time.ts';
import { androidTarget, pushTo, sandboxSettings } from '../support/provider-fixtures.ts';

/** Seven times the limit of a push in production, for a busy machine; less than the Retry-After of 20 s in these tests. */
const budget = { timeoutMs: 14_000 };
const sandbox = useSandbox();
let sender: PushSender;

beforeAll(() => {
  sender = createPushSender(sandboxSettings(sandbox()));
});
afterAll(() => sender.close());

const register = (): Promise<string> => sandbox().client.register({ platform: 'android' });

describe('a push through FCM', () => {
  it('arrives as a data message with JSON content', async () => {
    const token = await register();
    const result = await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    expect(result).toEqual({
      status: 'sent',
      providerMessageId: expect.stringMatching(/^projects\/countersign-sandbox\/messages\//),
    });
    const [push] = await sandbox().client.pushes(token);
    expect(push).not.toHaveProperty('badge');
    expect(push).toMatchObject({
      alert: null,
      priority: 'high',
      content: { og_transaction_id: 'b7c1', og_message: 'Pay € 10 to Shop?', og_profile_id: 'p1' },
    });
  });

  it('expires with its transaction', async () => {
    const token = await register();
    const expiresAt = new Date(Date.now() + 95_000);
    await sender.send(androidTarget(sandbox()), pushTo(token, { expiresAt }), budget);
    const [push] = await sandbox().client.pushes(token);
    // FCM counts seconds from its receipt, so the duration of the request is added.
    expect(Math.abs(Date.parse(push?.expires_at ?? '') - expiresAt.getTime())).toBeLessThan(budget.timeoutMs + 1_000);
  });

  it('replaces an undelivered push of the same transaction', async () => {
    const token = await register();
    await sender.send(androidTarget(sandbox()), pushTo(token, { content: { n: '1' } }), budget);
    await sender.send(androidTarget(sandbox()), pushTo(token, { content: { n: '2' } }), budget);
    expect((await sandbox().client.pushes(token)).map((push) => push.content)).toEqual([{ n: '2' }]);
  });

  it('reuses the access token and the connection', async () => {
    const token = await register();
    await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    const { count: exchanges } = await sandbox().client.requests('token');
    for (let n = 0; n < 3; n += 1) await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    const { requests } = await sandbox().client.requests('fcm', { token });
    expect((await sandbox().client.requests('token')).count).toBe(exchanges);
    expect(new Set(requests.map((request) => request.headers['authorization'])).size).toBe(1);
    expect(new Set(requests.map((request) => request.connection)).size).toBe(1);
  });

  it('exchanges one assertion for eight concurrent pushes', async () => {
    const token = await register();
    const { count: before } = await sandbox().client.requests('token');
    const results = await Promise.all(
      Array.from({ length: 8 }, () => sender.send(androidTarget(sandbox(), 'android-many'), pushTo(token), budget)),
    );
    expect(results.map((result) => result.status)).toEqual(Array.from({ length: 8 }, () => 'sent'));
    expect((await sandbox().client.requests('token')).count).toBe(before + 1);
  });

  it('renews an access token that Google refuses, once', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-stale');
    await sender.send(target, pushTo(token), budget);
    await sandbox().client.behave('fcm', { mode: 'expired_token', times: 1, token });
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'sent' });
    await sandbox().client.behave('fcm', { mode: 'expired_token', token });
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'refused', code: 'unauthorised' });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(5);
  });

  it('is sent with the credentials of its configuration', async () => {
    const token = await register();
    const wrong = {
      ...androidTarget(sandbox(), 'android-wrong'),
      serviceAccount: { ...sandbox().credentials.fcm_service_account, private_key: otherKey() },
    };
    expect(await sender.send(wrong, pushTo(token), budget)).toEqual({
      status: 'refused',
      code: 'unauthorised',
      detail: 'token exchange: 400',
    });
    expect(await sender.send(androidTarget(sandbox(), 'android-right'), pushTo(token), budget)).toMatchObject({
      status: 'sent',
    });
    const corrected = { ...wrong, serviceAccount: sandbox().credentials.fcm_service_account };
    expect(await sender.send(corrected, pushTo(token), budget)).toMatchObject({ status: 'sent' });
  });

  it("is sent to the configuration's endpoint when there is one", async () => {
    const token = await register();
    const target = { ...androidTarget(sandbox(), 'android-endpoint'), endpoint: 'https://127.0.0.1:1' };
    expect(await sender.send(target, pushTo(token), budget)).toEqual({
      status: 'refused',
      code: 'connection',
      detail: 'fcm: ECONNREFUSED',
    });
  });
});

describe('a push that FCM does not accept', () => {
  it('is unregistered when FCM answers UNREGISTERED', async () => {
    const token = await register();
    await sandbox().client.unregister(token);
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toEqual({
      status: 'unregistered',
      detail: 'fcm: 404 UNREGISTERED',
    });
  });

  it.each([
    ['refuse', { status: 'refused', code: 'rejected', detail: 'fcm: 400 INVALID_ARGUMENT' }],
    ['unregistered', { status: 'unregistered', detail: 'fcm: 404 UNREGISTERED' }],
    [
      'too_many_requests',
      { status: 'refused', code: 'rate_limited', detail: 'fcm: 429 QUOTA_EXCEEDED', retryAfterMs: 20_000 },
    ],
    ['unavailable', { status: 'refused', code: 'unavailable', detail: 'fcm: 503 UNAVAILABLE', retryAfterMs: 20_000 }],
    ['garbage', { status: 'refused', code: 'invalid_answer', detail: 'fcm: 200' }],
    ['reset', { status: 'refused', code: 'connection', detail: 'fcm: ECONNRESET' }],
  ] as const)('is mapped and not repeated after %s', async (mode, expected) => {
    const token = await register();
    await sandbox().client.behave('fcm', { mode, token, retry_after_s: 20 });
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toEqual(expected);
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(1);
  });

  it('times out, and the next one is sent', async () => {
    const token = await register();
    await sandbox().client.behave('fcm', { mode: 'slow', delay_ms: 60_000, times: 1, token });
    const isThere = async () => (await sandbox().client.requests('fcm', { token })).count === 1;
    const late = await runOutOfTime(
      holdTimers(budget.timeoutMs),
      () => sender.send(androidTarget(sandbox()), pushTo(token), budget),
      isThere,
    );
    expect(late).toEqual({ status: 'refused', code: 'timeout', detail: 'fcm: no answer in time' });
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['refuse', { code: 'unauthorised', detail: 'token exchange: 400' }],
    ['too_many_requests', { code: 'rate_limited', retryAfterMs: 20_000 }],
    ['unavailable', { code: 'unavailable' }],
    ['garbage', { code: 'invalid_answer' }],
    ['reset', { code: 'connection', detail: 'token exchange: ECONNRESET' }],
  ] as const)('is refused after %s of the token endpoint', async (mode, expected) => {
    const token = await register();
    await sandbox().client.behave('token', { mode, times: 1, retry_after_s: 20 });
    expect(await sender.send(androidTarget(sandbox(), `android-token-${mode}`), pushTo(token), budget)).toMatchObject({
      status: 'refused',
      ...expected,
    });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(0);
  });

  it('is not sent after its time limit when the access token was late', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-late');
    await sandbox().client.behave('token', { mode: 'slow', delay_ms: 300, times: 1 });
    expect(await sender.send(target, pushTo(token), { timeoutMs: 100 })).toMatchObject({
      status: 'refused',
      code: 'timeout',
    });
    // The second push shares the running exchange, so the first one would have been sent before it.
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'sent' });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(1);
  });

  it.each([
    ['an invalid key', { private_key: 'secret-and-broken' }],
    ['a token endpoint without TLS', { token_uri: 'http://127.0.0.1/token' }],
  ])('is refused for %s, without the key in the result', async (name, change) => {
    const target = {
      ...androidTarget(sandbox(), name),
      serviceAccount: { ...sandbox().credentials.fcm_service_account, ...change },
    };
    const result = await sender.send(target, pushTo(await register()), budget);
    expect(result).toMatchObject({ status: 'refused', code: 'not_configured' });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('is refused when the certificate of the server is not trusted', async () => {
    const untrusting = createPushSender({ ...sandboxSettings(sandbox()), trust: undefined });
    const result = await untrusting.send(androidTarget(sandbox()), pushTo(await register()), budget);
    await untrusting.close();
    expect(result).toMatchObject({ status: 'refused', code: 'connection' });
  });

  it('does not have the token in its result', async () => {
    const token = await register();
    for (const mode of ['refuse', 'unregistered', 'garbage', 'unavailable', 'expired_token'] as const) {
      await sandbox().client.behave('fcm', { mode, token });
      expect(JSON.stringify(await sender.send(androidTarget(sandbox()), pushTo(token), budget))).not.toContain(token);
    }
  });
});

function otherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}
