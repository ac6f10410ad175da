import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { openFreezingLine } from '../support/freezing-line.ts';
import { bundleId, iosTarget, pushTo, sandboxSettings } from '../support/provider-fixtures.ts';

/** Seven times the limit of a push in production, for a busy machine; after about a third of it the connection is pinged. */
const budget = { timeoutMs: 14_000 };
const sandbox = useSandbox();
const sent = expect.objectContaining({ status: 'sent' });
const register = (): Promise<string> => sandbox().client.register({ platform: 'ios', bundle_id: bundleId });

/** A sender whose connections to APNs pass a proxy that a test can freeze. */
async function openLine() {
  const line = await openFreezingLine(sandbox().apnsUrl);
  const sender = createPushSender({
    ...sandboxSettings(sandbox()),
    apnsProductionUrl: `https://127.0.0.1:${line.port}`,
  });
  const token = await register();
  const push = (change = {}, time = budget) => sender.send(iosTarget(sandbox()), pushTo(token, change), time);
  return {
    line,
    sender,
    token,
    push,
    [Symbol.asyncDispose]: () => Promise.all([sender.close(), line[Symbol.asyncDispose]()]).then(() => undefined),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a connection to APNs that died without being closed', () => {
  it('is replaced within the time limit of the push that uses it', async () => {
    await using open = await openLine();
    expect(await open.push()).toEqual(sent);
    open.line.freeze();
    expect(await open.push({ content: { n: '2' } })).toEqual(sent);
    expect(open.line.connections()).toBe(2);
    expect((await sandbox().client.pushes(open.token)).map(({ content }) => content)).toEqual([{ n: '2' }]);
    expect(await open.push()).toEqual(sent);
    expect(open.line.connections()).toBe(2);
  });

  it('leads to one push when only the answer to the first request was lost', async () => {
    await using open = await openLine();
    expect(await open.push({ collapseId: 'before' })).toEqual(sent);
    open.line.freeze('answers');
    expect(await open.push({ collapseId: 'after' })).toEqual(sent);
    const { requests } = await sandbox().client.requests('apns', { token: open.token });
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers['apns-id'])).size).toBe(2);
    expect(await sandbox().client.pushes(open.token)).toHaveLength(2);
  });

  it('is replaced once for twenty concurrent pushes', async () => {
    await using open = await openLine();
    expect(await open.push()).toEqual(sent);
    open.line.freeze();
    expect(await Promise.all(Array.from({ length: 20 }, () => open.push()))).toEqual(
      Array.from({ length: 20 }, () => sent),
    );
    expect(open.line.connections()).toBe(2);
  });

  it('is detected and closed while there is nothing to send', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using open = await openLine();
    expect(await open.push()).toEqual(sent);
    vi.advanceTimersByTime(30_000);
    expect(await open.push()).toEqual(sent);
    expect(open.line.connections()).toBe(1);
    open.line.freeze();
    vi.advanceTimersByTime(30_000);
    await eventually(async () => (open.line.open() === 0 ? true : undefined));
    expect(await open.push()).toEqual(sent);
    expect(open.line.connections()).toBe(2);
  });
});

describe('a live connection to APNs', () => {
  it('is kept when an answer is slow', async () => {
    await using open = await openLine();
    expect(await open.push()).toEqual(sent);
    await sandbox().client.behave('apns', { mode: 'slow', delay_ms: 6000, times: 1, token: open.token });
    expect(await open.push()).toEqual(sent);
    expect(await open.push()).toEqual(sent);
    expect(open.line.connections()).toBe(1);
    expect((await sandbox().client.requests('apns', { token: open.token })).count).toBe(3);
  });

  it('is not tried twice when it cannot be opened', async () => {
    const sender = createPushSender({ ...sandboxSettings(sandbox()), apnsProductionUrl: 'https://127.0.0.1:1' });
    expect(await sender.send(iosTarget(sandbox()), pushTo(await register()), budget)).toMatchObject({
      status: 'refused',
      code: 'connection',
      detail: 'apns: ECONNREFUSED',
    });
    await sender.close();
  });
});

describe('another key for a configuration', () => {
  it('lets a running push finish on the former connection, which is then closed', async () => {
    await using open = await openLine();
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    expect(await open.push()).toEqual(sent);
    const letThrough = open.line.hold();
    const slow = open.push({}, { timeoutMs: 30_000 });
    await eventually(async () =>
      (await sandbox().client.requests('apns', { token: open.token })).count === 2 ? true : undefined,
    );
    // Apple does not know the new key, so the refusal proves that it was used.
    expect(
      await open.sender.send({ ...iosTarget(sandbox()), privateKeyPem: other }, pushTo(open.token), budget),
    ).toMatchObject({ status: 'refused', detail: 'apns: 403 InvalidProviderToken' });
    expect(open.line.open()).toBe(2);
    letThrough();
    expect(await slow).toEqual(sent);
    await eventually(async () => (open.line.open() === 1 ? true : undefined));
  });
});
