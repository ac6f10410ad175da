import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useSandbox } from './support/running-sandbox.ts';
import { postApns, signProviderToken } from './support/wire-clients.ts';
import type { WireAnswer } from './support/wire-clients.ts';

const sandbox = useSandbox();
const topic = 'test.countersign.bank';
const payload = JSON.stringify({
  aps: { alert: { title: 'Shop', body: 'Pay?' }, badge: 1 },
  og_transaction_id: 'b7c1',
});

async function push(
  change: { token?: string; headers?: Record<string, string | undefined>; body?: string; path?: string } = {},
): Promise<WireAnswer> {
  const token = change.token ?? (await sandbox().client.register({ platform: 'ios', bundle_id: topic }));
  const headers = {
    authorization: `bearer ${await signProviderToken(sandbox())}`,
    'apns-topic': topic,
    'apns-push-type': 'alert',
    ...change.headers,
  };
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return postApns(sandbox(), change.path ?? `/3/device/${token}`, given, change.body ?? payload);
}

describe('POST /3/device/{token}', () => {
  it('delivers the push and answers with its id, without a body', async () => {
    const token = await sandbox().client.register({ platform: 'ios' });
    const id = '3F0C9B0E-3C4F-4F6E-9D3B-0B6B0A8F9A11';
    const { status, headers, body } = await push({ token, headers: { 'apns-id': id } });
    expect({ status, id: headers['apns-id'], body }).toEqual({ status: 200, id, body: undefined });
    expect(await sandbox().client.pushes(token)).toMatchObject([
      { alert: 'Pay?', badge: 1, content: { og_transaction_id: 'b7c1' } },
    ]);
  });

  it.each([
    ['no provider token', { headers: { authorization: undefined } }, 403, 'MissingProviderToken'],
    ['an invalid provider token', { headers: { authorization: 'bearer abc' } }, 403, 'InvalidProviderToken'],
    ['no topic', { headers: { 'apns-topic': undefined } }, 400, 'MissingTopic'],
    ['the topic of another app', { headers: { 'apns-topic': 'test.other' } }, 400, 'DeviceTokenNotForTopic'],
    ['no push type', { headers: { 'apns-push-type': undefined } }, 400, 'InvalidPushType'],
    ['an invalid priority', { headers: { 'apns-priority': '7' } }, 400, 'BadPriority'],
    ['an invalid expiry', { headers: { 'apns-expiration': 'soon' } }, 400, 'BadExpirationDate'],
    ['an id that is no UUID', { headers: { 'apns-id': '1' } }, 400, 'BadMessageId'],
    ['a collapse id that is too long', { headers: { 'apns-collapse-id': 'x'.repeat(65) } }, 400, 'BadCollapseId'],
    ['no payload', { body: '' }, 400, 'PayloadEmpty'],
    ['a payload without aps', { body: '{"og_transaction_id":"b7c1"}' }, 400, 'PayloadEmpty'],
    ['a payload over 4 KiB', { body: JSON.stringify({ aps: {}, text: 'x'.repeat(4096) }) }, 413, 'PayloadTooLarge'],
    ['an unknown token', { token: 'ab'.repeat(32) }, 400, 'BadDeviceToken'],
    ['no token', { path: '/3/device/' }, 400, 'MissingDeviceToken'],
    ['another path', { path: '/2/device/ab' }, 404, 'BadPath'],
  ])('refuses %s', async (_name, change, status, reason) => {
    expect(await push(change)).toMatchObject({ status, body: { reason } });
  });

  it.each([
    ['another team', { issuer: 'OTHERTEAM1' }, 'InvalidProviderToken'],
    ['another key id', { kid: 'OTHERKEY01' }, 'InvalidProviderToken'],
    ['another key', { privateKey: otherKey() }, 'InvalidProviderToken'],
    ['an age over an hour', { issuedAt: Math.floor(Date.now() / 1000) - 3700 }, 'ExpiredProviderToken'],
    ['a future time', { issuedAt: Math.floor(Date.now() / 1000) + 600 }, 'InvalidProviderToken'],
  ])('refuses a provider token of %s', async (_name, change, reason) => {
    const authorization = `bearer ${await signProviderToken(sandbox(), change)}`;
    expect(await push({ headers: { authorization } })).toMatchObject({ status: 403, body: { reason } });
  });

  it('answers 410 with the time of removal for an unregistered app', async () => {
    const before = Date.now();
    const token = await sandbox().client.register({ platform: 'ios' });
    await sandbox().client.unregister(token);
    const { status, body } = await push({ token });
    expect({ status, body }).toEqual({ status: 410, body: { reason: 'Unregistered', timestamp: expect.any(Number) } });
    expect((body as { timestamp: number }).timestamp).toBeGreaterThanOrEqual(before);
  });

  it('refuses an Android token', async () => {
    expect(await push({ token: await sandbox().client.register({ platform: 'android' }) })).toMatchObject({
      status: 400,
      body: { reason: 'BadDeviceToken' },
    });
  });

  it('sends Retry-After when the behaviour sets it', async () => {
    const token = await sandbox().client.register({ platform: 'ios' });
    await sandbox().client.behave('apns', { mode: 'too_many_requests', retry_after_s: 9, token });
    const { status, headers } = await push({ token });
    expect({ status, retryAfter: headers['retry-after'] }).toEqual({ status: 429, retryAfter: '9' });
  });
});

function otherKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}
