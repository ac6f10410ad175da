import { X509Certificate } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/start-sandbox.ts';
import { createDataFolder } from './support/running-sandbox.ts';
import { createSandboxClient } from './support/sandbox-client.ts';

let data: string;
let open: Sandbox[];
const start = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ data, ...options });
  open.push(sandbox);
  return sandbox;
};
const stop = async (): Promise<void> => void (await Promise.all(open.splice(0).map((sandbox) => sandbox.close())));

beforeEach(async () => {
  data = await createDataFolder();
  open = [];
});
afterEach(async () => {
  await stop();
  await rm(data, { recursive: true });
});

describe('a restarted sandbox', () => {
  it('keeps phones, credentials and certificate authority, and writes its new port', async () => {
    const first = await start();
    const client = createSandboxClient(first.controlUrl);
    const [kept, gone] = [
      await client.register({ platform: 'ios', application: 'bank' }),
      await client.register({ platform: 'android' }),
    ];
    await client.unregister(gone);
    await stop();
    const second = await start();
    const again = createSandboxClient(second.controlUrl);
    expect(await (await again.request('GET', `/devices/${kept}`)).json()).toMatchObject({
      push_token: kept,
      platform: 'ios',
      application: 'bank',
    });
    expect(await (await again.request('GET', `/devices/${gone}`)).json()).toMatchObject({
      unregistered_at: expect.any(String),
    });
    expect(second.caPem).toBe(first.caPem);
    expect(second.credentials.apns).toEqual(first.credentials.apns);
    expect(second.credentials.fcm_service_account.private_key).toBe(first.credentials.fcm_service_account.private_key);
    expect(second.credentials.fcm_service_account.token_uri).toBe(`${second.httpsUrl}/token`);
    expect(JSON.parse(await readFile(path.join(data, 'sandbox/credentials.json'), 'utf8'))).toEqual(second.credentials);
  });

  it('ignores a line that a crash truncated', async () => {
    const token = await createSandboxClient((await start()).controlUrl).register({ platform: 'android' });
    await stop();
    const file = path.join(data, 'sandbox/devices.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"push_token":"half`);
    const client = createSandboxClient((await start()).controlUrl);
    expect((await client.request('GET', `/devices/${token}`)).status).toBe(200);
  });

  it('creates a new certificate for another address', async () => {
    const folder = path.join(data, 'sandbox');
    await start();
    await stop();
    const before = await readFile(path.join(folder, 'server.pem'), 'utf8');
    await start();
    await stop();
    expect(await readFile(path.join(folder, 'server.pem'), 'utf8')).toBe(before);
    await start({ host: '127.0.0.2' });
    expect(new X509Certificate(await readFile(path.join(folder, 'server.pem'))).checkIP('127.0.0.2')).toBe('127.0.0.2');
  });
});

describe('the files of the sandbox', () => {
  it('are readable by their owner only', async () => {
    await start();
    for (const name of ['ca.key', 'server.key', 'credentials.json', 'devices.jsonl']) {
      expect((await stat(path.join(data, 'sandbox', name))).mode & 0o777).toBe(0o600);
    }
  });

  it('contain a certificate for every name of this machine', async () => {
    const sandbox = await start();
    const certificate = new X509Certificate(await readFile(path.join(data, 'sandbox/server.pem')));
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.verify(new X509Certificate(sandbox.caPem).publicKey)).toBe(true);
  });
});

describe('a sandbox whose port is in use', () => {
  it('fails with EADDRINUSE and leaves nothing running', async () => {
    const { controlUrl } = await start();
    const controlPort = Number(new URL(controlUrl).port);
    const other = await createDataFolder();
    await expect(startSandbox({ data: other, controlPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await rm(other, { recursive: true });
  });
});
