import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import type { PushSender } from '../../../src/providers/push/push-sender.ts';
import { androidTarget, pushTo, sandboxSettings } from '../../providers/support/provider-fixtures.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';

const sandbox = useSandbox();
const budget = { timeoutMs: 60_000 };
/** A server in the private network that pushes must not reach. */
let inside: Server;
let connections = 0;
let port = 0;
let guarded: PushSender;

beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  ({ port } = inside.address() as AddressInfo);
  guarded = createPushSender({ ...sandboxSettings(sandbox()), callbackPrivateAddresses: 'refused' });
});
afterAll(async () => {
  await guarded.close();
  inside.close();
});

describe('a push configuration with a private address', () => {
  const hosts = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'];

  it.each(hosts)('opens no connection to its endpoint %s', async (host) => {
    const target = { ...androidTarget(sandbox(), `endpoint ${host}`), endpoint: `https://${host}:${port}` };
    expect(await guarded.send(target, pushTo('x'), budget)).toMatchObject({ status: 'refused' });
    expect(connections).toBe(0);
  });

  it.each(hosts)('opens no connection to the token_uri %s of its account', async (host) => {
    const target = androidTarget(sandbox(), `token ${host}`);
    target.serviceAccount.token_uri = `https://${host}:${port}/token`;
    expect(await guarded.send(target, pushTo('x'), budget)).toMatchObject({ status: 'refused' });
    expect(connections).toBe(0);
  });

  it('opens a connection when private addresses are allowed', async () => {
    const open = createPushSender(sandboxSettings(sandbox()));
    const target = androidTarget(sandbox());
    target.serviceAccount.token_uri = `https://localhost:${port}/token`;
    expect(await open.send(target, pushTo('x'), budget)).toMatchObject({ status: 'refused' });
    expect(connections).toBeGreaterThan(0);
    await open.close();
  });
});
