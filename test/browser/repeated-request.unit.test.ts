import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRequest } from '../../demo/site/server/countersign/countersign-client.ts';
import { createMobileAuthentication } from '../../demo/site/server/countersign/mobile-authentication.ts';

const started = { transaction_id: 't', auth_method: 'push', time_to_live: 120_000 };

let server: Server;
let mobileAuthentication: ReturnType<typeof createMobileAuthentication>;
let refusals: string[];
let received: { key: unknown; body: string }[];

beforeAll(async () => {
  server = createServer(async (request, answer) => {
    received.push({ key: request.headers['idempotency-key'], body: await text(request) });
    const code = refusals.shift();
    answer.writeHead(code === undefined ? 200 : 503, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(code === undefined ? started : { error_code: code, error_description: 'refused' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mobileAuthentication = createMobileAuthentication(createRequest(origin, { id: 'shop', secret: 'secret' }));
});
afterAll(() => server.close());
// The time within which it repeats does not pass: a machine that stalls repeats, too.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function initialise(refusedWith: string[]) {
  refusals = refusedWith;
  received = [];
  return mobileAuthentication.initialise('the-key', { type: 'payment_with_push', userId: 'alex', message: 'Pay' });
}

describe('initialise', () => {
  it('repeats the same request under the same key when the service is unavailable', async () => {
    expect(await initialise(['1103', '1103'])).toEqual(started);
    expect(received).toHaveLength(3);
    expect(new Set(received.map((request) => JSON.stringify(request))).size).toBe(1);
    expect(received[0]?.key).toBe('the-key');
  });

  it('gives up after three tries', async () => {
    await expect(initialise(['1103', '1103', '1103'])).rejects.toMatchObject({ code: '1103' });
    expect(received).toHaveLength(3);
  });

  it('does not repeat a request that was refused permanently', async () => {
    await expect(initialise(['1002'])).rejects.toMatchObject({ code: '1002' });
    expect(received).toHaveLength(1);
  });
});
