import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import type { PushSender } from '../../../src/providers/push/push-sender.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { holdTimers, runOutOfTime } from '../support/hold-time.ts';
import { androidTarget, pushTo, sandboxSettings } from '../support/provider-fixtures.ts';

/** Three times what a push has in production, for a machine that does much else. Less than the provider asks to wait where it is not to be asked again. */
const budget = { timeoutMs: 6000 };
const sandbox = useSandbox();
let sender: PushSender;

beforeAll(() => {
  sender = createPushSender(sandboxSettings(sandbox()));
});
afterAll(() => sender.close());

const register = (): Promise<string> => sandbox().client.register({ platform: 'android' });

describe('a push through FCM', () => {
  it('arrives as a data message whose content is JSON', async () => {
    const token = await register();
    const result = await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    expect(result).toEqual({ status: 'sent', providerMessageId: expect.stringMatching(/^projects\/countersign-sandbox\/messages\//) });
    const [push] = await sandbox().client.pushes(token);
    expect(push).not.toHaveProperty('badge');
    expect(push).toMatchObject({ alert: null, priority: 'high', content: { og_transaction_id: 'b7c1', og_message: 'Pay € 10 to Shop?', og_profile_id: 'p1' } });
  });

  it('lives as long as what it asks about', async () => {
    const token = await register();
    const expiresAt = new Date(Date.now() + 95_000);
    await sender.send(androidTarget(sandbox()), pushTo(token, { expiresAt }), budget);
    const [push] = await sandbox().client.pushes(token);
    // It goes as seconds from now; the way there takes some of them.
    expect(Math.abs(Date.parse(push?.expires_at ?? '') - expiresAt.getTime())).toBeLessThan(budget.timeoutMs + 1_000);
  });

  it('replaces an earlier one of the same transaction that nobody has seen', async () => {
    const token = await register();
    await sender.send(androidTarget(sandbox()), pushTo(token, { content: { n: '1' } }), budget);
    await sender.send(androidTarget(sandbox()), pushTo(token, { content: { n: '2' } }), budget);
    expect((await sandbox().client.pushes(token)).map((push) => push.content)).toEqual([{ n: '2' }]);
  });

  it('uses one access token and a kept connection', async () => {
    const token = await register();
    await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    const { count: exchanges } = await sandbox().client.requests('token');
    for (let n = 0; n < 3; n += 1) await sender.send(androidTarget(sandbox()), pushTo(token), budget);
    const { requests } = await sandbox().client.requests('fcm', { token });
    expect((await sandbox().client.requests('token')).count).toBe(exchanges);
    expect(new Set(requests.map((request) => request.headers['authorization'])).size).toBe(1);
    expect(new Set(requests.map((request) => request.connection)).size).toBe(1);
  });

  it('exchanges one assertion for many sends at once', async () => {
    const token = await register();
    const { count: before } = await sandbox().client.requests('token');
    const results = await Promise.all(Array.from({ length: 8 }, () => sender.send(androidTarget(sandbox(), 'android-many'), pushTo(token), budget)));
    expect(results.map((result) => result.status)).toEqual(Array.from({ length: 8 }, () => 'sent'));
    expect((await sandbox().client.requests('token')).count).toBe(before + 1);
  });

  it('renews an access token that Google no longer takes, once', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-stale');
    await sender.send(target, pushTo(token), budget);
    await sandbox().client.behave('fcm', { mode: 'expired_token', times: 1, token });
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'sent' });
    await sandbox().client.behave('fcm', { mode: 'expired_token', token });
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'refused', code: 'unauthorised' });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(5);
  });

  it('sends for several configurations with their own credentials', async () => {
    const token = await register();
    const wrong = { ...androidTarget(sandbox(), 'android-wrong'), serviceAccount: { ...sandbox().credentials.fcm_service_account, private_key: otherKey() } };
    expect(await sender.send(wrong, pushTo(token), budget)).toEqual({ status: 'refused', code: 'unauthorised', detail: 'token exchange: 400' });
    expect(await sender.send(androidTarget(sandbox(), 'android-right'), pushTo(token), budget)).toMatchObject({ status: 'sent' });
    const corrected = { ...wrong, serviceAccount: sandbox().credentials.fcm_service_account };
    expect(await sender.send(corrected, pushTo(token), budget)).toMatchObject({ status: 'sent' });
  });

  it("prefers the configuration's own endpoint", async () => {
    const token = await register();
    const target = { ...androidTarget(sandbox(), 'android-endpoint'), endpoint: 'https://127.0.0.1:1' };
    expect(await sender.send(target, pushTo(token), budget)).toEqual({ status: 'refused', code: 'connection', detail: 'fcm: ECONNREFUSED' });
  });
});

describe('a push that FCM does not take', () => {
  it('says that the phone is gone', async () => {
    const token = await register();
    await sandbox().client.unregister(token);
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toEqual({ status: 'unregistered', detail: 'fcm: 404 UNREGISTERED' });
  });

  it.each([
    ['refuse', { status: 'refused', code: 'rejected', detail: 'fcm: 400 INVALID_ARGUMENT' }],
    ['unregistered', { status: 'unregistered', detail: 'fcm: 404 UNREGISTERED' }],
    ['too_many_requests', { status: 'refused', code: 'rate_limited', detail: 'fcm: 429 QUOTA_EXCEEDED', retryAfterMs: 7000 }],
    ['unavailable', { status: 'refused', code: 'unavailable', detail: 'fcm: 503 UNAVAILABLE', retryAfterMs: 7000 }],
    ['garbage', { status: 'refused', code: 'invalid_answer', detail: 'fcm: 200' }],
    ['reset', { status: 'refused', code: 'connection', detail: 'fcm: ECONNRESET' }],
  ] as const)('maps %s and asks once', async (mode, expected) => {
    const token = await register();
    await sandbox().client.behave('fcm', { mode, token, retry_after_s: 7 });
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toEqual(expected);
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(1);
  });

  it('gives up in time and lets the next one through', async () => {
    const token = await register();
    await sandbox().client.behave('fcm', { mode: 'slow', delay_ms: 60_000, times: 1, token });
    const isThere = async () => (await sandbox().client.requests('fcm', { token })).count === 1;
    const late = await runOutOfTime(holdTimers(budget.timeoutMs), () => sender.send(androidTarget(sandbox()), pushTo(token), budget), isThere);
    expect(late).toEqual({ status: 'refused', code: 'timeout', detail: 'fcm: no answer in time' });
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['refuse', { code: 'unauthorised', detail: 'token exchange: 400' }],
    ['too_many_requests', { code: 'rate_limited', retryAfterMs: 7000 }],
    ['unavailable', { code: 'unavailable' }],
    ['garbage', { code: 'invalid_answer' }],
    ['reset', { code: 'connection', detail: 'token exchange: ECONNRESET' }],
  ] as const)('maps a token endpoint that answers with %s', async (mode, expected) => {
    const token = await register();
    await sandbox().client.behave('token', { mode, times: 1, retry_after_s: 7 });
    expect(await sender.send(androidTarget(sandbox(), `android-token-${mode}`), pushTo(token), budget)).toMatchObject({ status: 'refused', ...expected });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(0);
  });

  it('never sends late when the access token came too late', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-late');
    await sandbox().client.behave('token', { mode: 'slow', delay_ms: 300, times: 1 });
    expect(await sender.send(target, pushTo(token), { timeoutMs: 100 })).toMatchObject({ status: 'refused', code: 'timeout' });
    // The second send shares the exchange that is under way, so the first one's chance has passed when it is through.
    expect(await sender.send(target, pushTo(token), budget)).toMatchObject({ status: 'sent' });
    expect((await sandbox().client.requests('fcm', { token })).count).toBe(1);
  });

  it.each([
    ['a key that is none', { private_key: 'secret-and-broken' }],
    ['a token endpoint without TLS', { token_uri: 'http://127.0.0.1/token' }],
  ])('refuses %s without repeating it', async (name, change) => {
    const target = { ...androidTarget(sandbox(), name), serviceAccount: { ...sandbox().credentials.fcm_service_account, ...change } };
    const result = await sender.send(target, pushTo(await register()), budget);
    expect(result).toMatchObject({ status: 'refused', code: 'not_configured' });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('refuses an authority that is not trusted', async () => {
    const untrusting = createPushSender({ ...sandboxSettings(sandbox()), certificateAuthorityPem: undefined });
    const result = await untrusting.send(androidTarget(sandbox()), pushTo(await register()), budget);
    await untrusting.close();
    expect(result).toMatchObject({ status: 'refused', code: 'connection' });
  });

  it('never tells the token', async () => {
    const token = await register();
    for (const mode of ['refuse', 'unregistered', 'garbage', 'unavailable', 'expired_token'] as const) {
      await sandbox().client.behave('fcm', { mode, token });
      expect(JSON.stringify(await sender.send(androidTarget(sandbox()), pushTo(token), budget))).not.toContain(token);
    }
  });
});

function otherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
