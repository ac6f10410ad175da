import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPushSender } from '../../src/providers/push/create-push-sender.ts';
import { createSmsSender } from '../../src/providers/sms/create-sms-sender.ts';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { startConnectProxy } from './support/connect-proxy.ts';
import { startRawServer } from './support/raw-server.ts';
import { androidTarget, bundleId, iosTarget, pushTo, sandboxSettings } from './support/provider-fixtures.ts';

const budget = { timeoutMs: 3000 };
const sandbox = useSandbox();
const credentials = { username: 'countersign', password: 'p@ss:wörd' };
const hostOf = (url: string): string => new URL(url).host;
const text = { to: '+31612345678', body: 'Your code is 123456', senders: [] };

describe('an outgoing proxy', () => {
  it('carries push and text messages', async () => {
    await using proxy = await startConnectProxy(credentials);
    const settings = { ...sandboxSettings(sandbox()), proxyUrl: proxy.url };
    const push = createPushSender(settings);
    const sms = createSmsSender(settings);
    const android = await sandbox().client.register({ platform: 'android' });
    const ios = await sandbox().client.register({ platform: 'ios', bundle_id: bundleId });
    expect(await push.send(androidTarget(sandbox()), pushTo(android), budget)).toMatchObject({ status: 'sent' });
    expect(await push.send(iosTarget(sandbox()), pushTo(ios), budget)).toMatchObject({ status: 'sent' });
    expect(await push.send(iosTarget(sandbox()), pushTo(ios, { content: { og_message: 'x'.repeat(3500) } }), budget)).toMatchObject({ status: 'sent' });
    expect(await sms.send({ ...text, idempotencyKey: randomUUID() }, budget)).toMatchObject({ status: 'sent' });
    await Promise.all([push.close(), sms.close()]);
    // Token exchange and FCM, APNs (one connection for both), Twilio.
    expect(proxy.asked.toSorted()).toEqual([sandbox().httpsUrl, sandbox().httpsUrl, sandbox().apnsUrl, sandbox().httpsUrl].map(hostOf).toSorted());
  });

  it.each(['fcm', 'apns', 'twilio'] as const)('that refuses us is a lost connection to %s', async (provider) => {
    await using proxy = await startConnectProxy(credentials);
    const settings = { ...sandboxSettings(sandbox()), proxyUrl: proxy.url.replace('countersign', 'stranger') };
    expect(await sendThrough(settings, provider)).toMatchObject({ status: 'refused', code: 'connection', ...(provider === 'twilio' ? { retryable: true } : {}) });
    expect(proxy.asked).toHaveLength(1);
  });

  it.each(['fcm', 'apns', 'twilio'] as const)('that is away is a lost connection to %s', async (provider) => {
    const settings = { ...sandboxSettings(sandbox()), proxyUrl: 'http://127.0.0.1:1' };
    expect(await sendThrough(settings, provider)).toMatchObject({ status: 'refused', code: 'connection' });
  });

  it.each(['fcm', 'apns', 'twilio'] as const)('that talks nonsense is a lost connection to %s', async (provider) => {
    await using server = await startRawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const settings = { ...sandboxSettings(sandbox()), proxyUrl: server.url };
    expect(await sendThrough(settings, provider)).toMatchObject({ status: 'refused', code: 'connection' });
  });

  it.each(['fcm', 'apns', 'twilio'] as const)('that never answers does not hold up a send to %s', async (provider) => {
    await using server = await startRawServer(() => undefined);
    const settings = { ...sandboxSettings(sandbox()), proxyUrl: server.url };
    // A fraction of a millisecond, as a budget that is counted down has.
    expect(await sendThrough(settings, provider, 200.5)).toMatchObject({ status: 'refused', code: 'timeout', ...(provider === 'twilio' ? { retryable: true } : {}) });
  });
});

async function sendThrough(settings: ReturnType<typeof sandboxSettings>, provider: 'fcm' | 'apns' | 'twilio', timeoutMs = budget.timeoutMs): Promise<unknown> {
  if (provider === 'twilio') {
    const sms = createSmsSender(settings);
    const result = await sms.send({ ...text, idempotencyKey: randomUUID() }, { timeoutMs });
    await sms.close();
    return result;
  }
  const push = createPushSender(settings);
  const token = await sandbox().client.register(provider === 'fcm' ? { platform: 'android' } : { platform: 'ios', bundle_id: bundleId });
  const target = provider === 'fcm' ? androidTarget(sandbox()) : iosTarget(sandbox());
  const result = await push.send(target, pushTo(token), { timeoutMs });
  await push.close();
  return result;
}
