import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadServerIdentity } from '../../../sandbox/tls/certificate-authority.ts';
import { createTrust } from '../../../src/providers/connection/trust.ts';
import { createCallbackSender } from '../../../src/providers/callback/create-callback-sender.ts';
import { createPublishedKeys } from '../../../src/providers/client-keys/create-published-keys.ts';
import type { OutgoingProxy } from '../../../src/providers/connection/outgoing-proxy.ts';
import type { ProviderSettings } from '../../../src/providers/provider-settings.ts';
import { useSandbox } from '../../sandbox/support/running-sandbox.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { providerCalls } from '../support/provider-calls.ts';
import { sandboxSettings } from '../support/provider-fixtures.ts';
import { startRawServer } from '../support/raw-server.ts';

const sandbox = useSandbox();
const credentials = { username: 'countersign', password: 'p@ss:wörd' };
const authorization = `Basic ${Buffer.from('countersign:p@ss:wörd').toString('base64')}`;
const through = (proxy: OutgoingProxy): ProviderSettings => ({
  ...sandboxSettings(sandbox()),
  findProxy: async () => proxy,
});
const at = (port: number, change: Partial<OutgoingProxy> = {}): OutgoingProxy => ({
  host: '127.0.0.1',
  port,
  isTls: false,
  isPreemptive: true,
  directHosts: [],
  ...change,
});

describe.each(Object.entries(providerCalls))('an outgoing proxy carries %s', (_, call) => {
  it('without authentication', async () => {
    await using proxy = await startConnectProxy();
    const { outcome, targets } = await call(sandbox(), through(proxy.settings));
    expect([outcome, proxy.made()]).toEqual(['sent', targets]);
    expect(proxy.asked.map((asked) => asked.authorization)).toEqual(targets.map(() => undefined));
    await eventually(async () => (proxy.open() === 0 ? true : undefined));
  });

  it('with preemptive authentication', async () => {
    await using proxy = await startConnectProxy({ credentials });
    const { outcome, targets } = await call(sandbox(), through(proxy.settings));
    expect([outcome, proxy.made()]).toEqual(['sent', targets]);
    expect(proxy.asked.map((asked) => asked.authorization)).toEqual(targets.map(() => authorization));
  });

  it('with the password only after a 407 when authentication is not preemptive', async () => {
    await using proxy = await startConnectProxy({ credentials });
    const { outcome, targets } = await call(sandbox(), through({ ...proxy.settings, isPreemptive: false }));
    expect([outcome, proxy.made()]).toEqual(['sent', targets]);
    expect(proxy.asked.map((asked) => [asked.status, asked.authorization])).toEqual(
      targets.flatMap(() => [
        [407, undefined],
        [200, authorization],
      ]),
    );
  });
});

describe('an outgoing proxy with TLS', () => {
  it.each(Object.entries(providerCalls))('carries %s when its certificate is trusted', async (_, call) => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-proxy-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const identity = await loadServerIdentity(folder, 'localhost');
    await using proxy = await startConnectProxy({ credentials, identity });
    const settings = through(proxy.settings);
    const trusting = { ...settings, trust: createTrust(`${sandbox().caPem}\n${identity.authority}`) };
    const { outcome, targets } = await call(sandbox(), trusting);
    expect([outcome, proxy.made()]).toEqual(['sent', targets]);
    expect((await call(sandbox(), settings)).outcome).toMatch(/^connection: .*PROXY_UNREACHABLE$/);
    expect(proxy.made()).toEqual(targets);
  });
});

describe.each(Object.entries(providerCalls))('a failure of the proxy is reported by %s', (_, call) => {
  it.each([true, false])('when the password is wrong (preemptive: %s)', async (isPreemptive) => {
    await using proxy = await startConnectProxy({ credentials });
    const { outcome } = await call(
      sandbox(),
      through({ ...proxy.settings, isPreemptive, credentials: { ...credentials, password: 'wrong' } }),
    );
    expect(outcome).toMatch(/^connection: .*PROXY_UNAUTHORISED$/);
    expect(outcome).not.toContain('wrong');
    expect(proxy.asked).toHaveLength(isPreemptive ? 1 : 2);
  });

  it('when it is unreachable', async () => {
    expect((await call(sandbox(), through(at(1)))).outcome).toMatch(/^connection: .*PROXY_UNREACHABLE$/);
  });

  it('when it refuses the target', async () => {
    await using proxy = await startConnectProxy({ refuses: () => true });
    expect((await call(sandbox(), through(proxy.settings))).outcome).toMatch(/^connection: .*PROXY_REFUSED$/);
  });

  it('when it does not answer with HTTP', async () => {
    await using server = await startRawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect((await call(sandbox(), through(at(server.port)))).outcome).toMatch(/^connection: .*PROXY_UNREACHABLE$/);
  });
});

describe('while the configuration of the proxy cannot be read', () => {
  it.each(Object.entries(providerCalls))('no request bypasses the proxy: %s', async (_, call) => {
    const settings: ProviderSettings = {
      ...sandboxSettings(sandbox()),
      findProxy: () => Promise.reject(new Error('the database is away')),
    };
    expect((await call(sandbox(), settings)).outcome).toMatch(/^connection: (.*: )?PROXY_UNKNOWN$/);
  });
});

describe('a proxy that never answers', () => {
  const limited = Object.entries(providerCalls).filter(([name]) => name !== 'keys of a client');

  it.each(limited)('does not delay %s beyond its time limit, and keeps no connection', async (_, call) => {
    await using server = await startRawServer(() => undefined);
    // With a fraction of a millisecond, as a remaining budget has.
    const { outcome } = await call(sandbox(), through(at(server.port)), 200.5);
    expect(outcome).toMatch(/timeout|in time/);
    await server.allClosed();
  });
});

describe('a proxy that does not need the password', () => {
  it('does not receive the password when it asks for another scheme', async () => {
    await using proxy = await startConnectProxy({ credentials, challenge: 'Negotiate' });
    const { outcome } = await providerCalls['twilio']!(sandbox(), through({ ...proxy.settings, isPreemptive: false }));
    expect(outcome).toBe('connection: twilio: PROXY_UNAUTHORISED');
    expect(proxy.asked.map((asked) => asked.authorization)).toEqual([undefined]);
  });

  it('is not used for direct hosts', async () => {
    await using proxy = await startConnectProxy();
    for (const directHosts of [
      ['127.0.0.1', 'localhost'],
      ['.0.0.1', '.localhost', 'LOCALHOST'],
    ]) {
      for (const call of Object.values(providerCalls))
        expect((await call(sandbox(), through({ ...proxy.settings, directHosts }))).outcome).toBe('sent');
    }
    expect(proxy.asked).toEqual([]);
  });
});

describe('where private addresses are refused', () => {
  it('the proxy is asked neither for them nor for local names', async () => {
    await using proxy = await startConnectProxy();
    const settings: ProviderSettings = { ...through(proxy.settings), callbackPrivateAddresses: 'refused' };
    const { callback, keys } = createGuarded(settings);
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '[::1]',
      '169.254.169.254',
      'localhost',
      'intranet',
      'vault.internal',
      'printer.local.',
    ]) {
      expect(await callback(`http://${host}:8080/`), host).toBe('callback: a private address');
      expect(await keys(`https://${host}/`), host).toMatch(/a private address|PRIVATE_ADDRESS/);
    }
    expect(proxy.asked).toEqual([]);
    // The proxy itself may have a private address.
    await callback('http://shop.example:8080/');
    expect(proxy.asked.map(({ target }) => target)).toEqual(['shop.example:8080']);
  });
});

function createGuarded(settings: ProviderSettings) {
  const sender = createCallbackSender(settings, { timeoutMs: 3000 });
  const reasons: string[] = [];
  const published = createPublishedKeys({
    ...settings,
    log: { warn: ({ reason }: { reason: string }) => reasons.push(reason) } as never,
  });
  return {
    callback: async (url: string) => {
      const result = await sender.send({ url, body: '{}', webhookId: 'msg_1', timestamp: new Date() });
      return result.status === 'failed' ? result.detail : 'sent';
    },
    keys: async (url: string) => {
      await published.find(url, () => true);
      return reasons.at(-1);
    },
  };
}
