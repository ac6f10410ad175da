import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import type { PushSender } from '../../../src/providers/push/push-sender.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { androidTarget, pushTo, sandboxSettings } from '../support/provider-fixtures.ts';

/** More than the limit of a push in production, for a busy machine. */
const budget = { timeoutMs: 14_000 };
const sandbox = useSandbox();
let sender: PushSender;

beforeAll(() => {
  sender = createPushSender(sandboxSettings(sandbox()));
});
afterAll(() => sender.close());

const register = (): Promise<string> => sandbox().client.register({ platform: 'android' });
const countOf = async (token: string): Promise<number> => (await sandbox().client.requests('fcm', { token })).count;

describe('Retry-After of FCM', () => {
  it.each(['too_many_requests', 'unavailable'] as const)(
    'after %s is followed by another try when there is time left',
    async (mode) => {
      const token = await register();
      await sandbox().client.behave('fcm', { mode, token, times: 1, retry_after_s: 1 });
      const startedAt = performance.now();
      expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'sent' });
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
      expect(await countOf(token)).toBe(2);
      expect(await sandbox().client.pushes(token)).toHaveLength(1);
    },
  );

  it.each(['too_many_requests', 'unavailable'] as const)(
    'after %s is not followed by another try when there is no time left',
    async (mode) => {
      const token = await register();
      await sandbox().client.behave('fcm', { mode, token, retry_after_s: 20 });
      const startedAt = performance.now();
      expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({
        status: 'refused',
        retryAfterMs: 20_000,
      });
      // The sender returns at once, so the fallback has the rest of the time.
      expect(performance.now() - startedAt).toBeLessThan(budget.timeoutMs);
      expect(await countOf(token)).toBe(1);
    },
  );

  it.each(['too_many_requests', 'unavailable'] as const)(
    'that is missing after %s is not followed by another try',
    async (mode) => {
      const token = await register();
      await sandbox().client.behave('fcm', { mode, token, times: 1 });
      expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({ status: 'refused' });
      expect(await countOf(token)).toBe(1);
    },
  );

  it('is followed by one other try only', async () => {
    const token = await register();
    await sandbox().client.behave('fcm', { mode: 'unavailable', token, retry_after_s: 0 });
    expect(await sender.send(androidTarget(sandbox()), pushTo(token), budget)).toMatchObject({
      status: 'refused',
      code: 'unavailable',
    });
    expect(await countOf(token)).toBe(2);
  });

  it('is followed by another try when the token endpoint sends it', async () => {
    const token = await register();
    const { count } = await sandbox().client.requests('token');
    await sandbox().client.behave('token', { mode: 'unavailable', times: 1, retry_after_s: 1 });
    expect(await sender.send(androidTarget(sandbox(), 'android-token-later'), pushTo(token), budget)).toMatchObject({
      status: 'sent',
    });
    expect((await sandbox().client.requests('token')).count).toBe(count + 2);
    expect(await countOf(token)).toBe(1);
  });
});

describe('another service account for a configuration', () => {
  it('lets a running push finish on the former connection', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-in-flight');
    const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    await sandbox().client.behave('fcm', { mode: 'slow', delay_ms: 1200, times: 1, token });
    const slow = sender.send(target, pushTo(token), budget);
    await eventually(async () => ((await countOf(token)) === 1 ? true : undefined));
    // Google does not know the new key, so the refusal proves that it was used.
    expect(
      await sender.send(
        { ...target, serviceAccount: { ...target.serviceAccount, private_key: privateKey } },
        pushTo(token),
        budget,
      ),
    ).toMatchObject({ status: 'refused', code: 'unauthorised' });
    expect(await slow).toMatchObject({ status: 'sent' });
  });

  it('lets a push finish that waits for its access token', async () => {
    const token = await register();
    const target = androidTarget(sandbox(), 'android-exchanging');
    const { count } = await sandbox().client.requests('token');
    await sandbox().client.behave('token', { mode: 'slow', delay_ms: 1200, times: 1 });
    const slow = sender.send(target, pushTo(token), budget);
    await eventually(async () => ((await sandbox().client.requests('token')).count > count ? true : undefined));
    await sender.send({ ...target, endpoint: 'https://127.0.0.1:1' }, pushTo(token), budget);
    expect(await slow).toMatchObject({ status: 'sent' });
  });
});
