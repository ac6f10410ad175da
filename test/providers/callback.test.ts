import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTrust } from '../../src/providers/connection/trust.ts';
import { createCallbackSender } from '../../src/providers/callback/create-callback-sender.ts';
import type { CallbackRequest, CallbackSender } from '../../src/providers/callback/callback-sender.ts';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { startRawServer } from './support/raw-server.ts';

const sandbox = useSandbox();
let sender: CallbackSender;
let guarded: CallbackSender;

beforeAll(() => {
  const settings = { trust: createTrust(sandbox().caPem) };
  sender = createCallbackSender({ ...settings, callbackPrivateAddresses: 'allowed' });
  guarded = createCallbackSender({ ...settings, callbackPrivateAddresses: 'refused' });
});
afterAll(() => Promise.all([sender.close(), guarded.close()]));

const body = JSON.stringify({ callback_uri: 'https://shop.example/done', transaction_id: 'b7c1' });
const callbackTo = (url: string, change: Partial<CallbackRequest> = {}): CallbackRequest => ({
  url,
  body,
  webhookId: 'msg_1',
  timestamp: new Date('2026-01-02T03:04:05.678Z'),
  ...change,
});
const newReceiver = (): { name: string; url: string } => {
  const name = randomUUID();
  return { name, url: `${sandbox().controlUrl}/callbacks/${name}` };
};

describe('a callback', () => {
  it('is posted as JSON with its webhook id and time', async () => {
    const { name, url } = newReceiver();
    expect(await sender.send(callbackTo(url))).toEqual({ status: 'delivered', httpStatus: 204 });
    const { count, requests } = await sandbox().client.callbacks(name);
    expect(count).toBe(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'webhook-id': 'msg_1',
        'webhook-timestamp': '1767323045',
      },
    });
    expect(requests[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('has Basic credentials when they are configured', async () => {
    const { name, url } = newReceiver();
    await sender.send(callbackTo(url, { basic: { username: 'shop', password: 'p:ä' } }));
    const { authorization } = (await sandbox().client.callbacks(name)).requests[0]!.headers;
    expect(Buffer.from(authorization!.replace('Basic ', ''), 'base64').toString()).toBe('shop:p:ä');
  });

  it.each([
    ['whsec_c2VjcmV0IGtleSBvZiB0aGUgc2hvcA==', 'secret key of the shop'],
    ['a plain secret', 'a plain secret'],
  ])('is signed with %s', async (signingSecret, key) => {
    const { name, url } = newReceiver();
    await sender.send(callbackTo(url, { signingSecret }));
    const signature = createHmac('sha256', key).update(`msg_1.1767323045.${body}`).digest('base64');
    expect((await sandbox().client.callbacks(name)).requests[0]?.headers['webhook-signature']).toBe(`v1,${signature}`);
  });

  it('is sent over TLS only to a server with a trusted certificate', async () => {
    const url = `${sandbox().httpsUrl}/nowhere`;
    expect(await sender.send(callbackTo(url))).toMatchObject({ status: 'failed', httpStatus: 404 });
    const untrusting = createCallbackSender({ callbackPrivateAddresses: 'allowed' });
    expect(await untrusting.send(callbackTo(url))).toEqual({
      status: 'failed',
      detail: 'callback: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      retryable: true,
    });
    await untrusting.close();
  });
});

describe('a callback that fails', () => {
  it.each([
    [500, true],
    [404, true],
    [429, true],
    [410, false],
  ])('with status %i is retryable: %s', async (status, retryable) => {
    const { name, url } = newReceiver();
    await sandbox().client.request('PUT', `/callbacks/${name}/behaviour`, { status });
    expect(await sender.send(callbackTo(url))).toEqual({
      status: 'failed',
      httpStatus: status,
      detail: `callback: ${status}`,
      retryable,
    });
  });

  it('does not follow a redirect', async () => {
    const { name, url } = newReceiver();
    const target = newReceiver();
    await sandbox().client.request('PUT', `/callbacks/${name}/behaviour`, { status: 307, redirect_to: target.url });
    expect(await sender.send(callbackTo(url))).toMatchObject({ status: 'failed', httpStatus: 307, retryable: true });
    expect((await sandbox().client.callbacks(target.name)).count).toBe(0);
  });

  it('gives a site ten seconds, and the extra wait', async () => {
    expect(sender.timeoutMs).toBe(10_000);
    const patient = createCallbackSender({ callbackPrivateAddresses: 'allowed', extraWaitMs: 5_000 });
    expect(patient.timeoutMs).toBe(15_000);
    const longest = createCallbackSender({ callbackPrivateAddresses: 'allowed', extraWaitMs: 60_000 });
    expect(longest.timeoutMs).toBe(18_000);
    await Promise.all([patient.close(), longest.close()]);
  });

  it('fails when the answer exceeds the time limit', async () => {
    const { name, url } = newReceiver();
    const hasty = createCallbackSender({ callbackPrivateAddresses: 'allowed' }, { timeoutMs: 150 });
    await sandbox().client.request('PUT', `/callbacks/${name}/behaviour`, { status: 204, delay_ms: 5000 });
    expect(await hasty.send(callbackTo(url))).toEqual({
      status: 'failed',
      detail: 'callback: no answer in time',
      retryable: true,
    });
    await hasty.close();
  });

  it('reports a refused connection', async () => {
    expect(await sender.send(callbackTo('http://127.0.0.1:1/'))).toEqual({
      status: 'failed',
      detail: 'callback: ECONNREFUSED',
      retryable: true,
    });
  });

  it('reports an answer that is not HTTP', async () => {
    await using server = await startRawServer((socket) => socket.end('hello, who is there?\r\n\r\n'));
    expect(await sender.send(callbackTo(server.url))).toMatchObject({ status: 'failed', retryable: true });
  });

  it('is delivered by its status, without reading an endless body', async () => {
    await using server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n');
      const flood = (): void => void (socket.destroyed || socket.write('x'.repeat(8192), () => setImmediate(flood)));
      flood();
    });
    expect(await sender.send(callbackTo(server.url))).toEqual({ status: 'delivered', httpStatus: 200 });
    await server.allClosed();
  });

  it.each(['ftp://shop.example/', 'file:///etc/passwd', 'shop.example', 'https://user:secret@shop.example/'])(
    'is not retryable for %s',
    async (url) => {
      const result = await sender.send(callbackTo(url));
      expect(result).toMatchObject({ status: 'failed', retryable: false });
      expect(JSON.stringify(result)).not.toContain('secret');
    },
  );
});

describe('a callback to a private address', () => {
  it.each([
    'http://127.0.0.1:{port}/',
    'http://localhost:{port}/',
    'http://2130706433:{port}/',
    'http://0x7f.1:{port}/',
    'http://0177.0.0.1:{port}/',
    'http://127.1:{port}/',
    'http://0:{port}/',
    'http://[::1]:{port}/',
    'http://[::ffff:127.0.0.1]:{port}/',
    'http://[::ffff:7f00:1]:{port}/',
    'http://[64:ff9b::7f00:1]:{port}/',
    'http://169.254.169.254/latest/meta-data/',
  ])('opens no connection to %s', async (pattern) => {
    await using server = await startRawServer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    const result = await guarded.send(callbackTo(pattern.replace('{port}', String(server.port))));
    expect(result).toEqual({ status: 'failed', detail: 'callback: a private address', retryable: false });
    expect(server.connections()).toBe(0);
  });

  it('is sent when the settings allow private addresses', async () => {
    await using server = await startRawServer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    expect(await sender.send(callbackTo(`http://localhost:${server.port}/`))).toMatchObject({ status: 'delivered' });
  });
});
