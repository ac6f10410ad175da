import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { listen } from '../../src/runtime/listening/listen.ts';
import type { Listener } from '../../src/runtime/listening/listen.ts';
import { createAuthority } from '../support/connections/certificates.ts';
import type { Authority, Identity } from '../support/connections/certificates.ts';
import { requestByTls } from '../support/connections/tls-fetch.ts';
import type { TlsClient } from '../support/connections/tls-fetch.ts';

let folder: string;
let authority: Authority;
let people: Authority;
let listener: Listener;
let port: number;
const logged: { message: string; problem?: unknown }[] = [];
const file = (name: string) => join(folder, `${name}.pem`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listen-tls-'));
  [authority, people] = [await createAuthority(), await createAuthority()];
  await write(await authority.issue('first', ['127.0.0.1']), 'certificate', 'key');
  await writeFile(file('people'), people.certificate);
  port = await freePort();
  const log = {
    info: (_: object, message: string) => void logged.push({ message }),
    warn: (fields: object, message: string) => void logged.push({ ...fields, message }),
  };
  const files = {
    listenCertificateFile: file('certificate'),
    listenKeyFile: file('key'),
    listenClientAuthoritiesFile: file('people'),
  };
  listener = await listen((_request, response) => response.end('here'), '127.0.0.1', port, {
    files,
    log,
    renewalCheckMs: 20,
  });
});
afterAll(async () => {
  await listener?.close(0);
  await rm(folder, { recursive: true, force: true });
});

async function write(identity: Identity, certificate: string, key: string): Promise<void> {
  await writeFile(file(certificate), identity.certificate);
  await writeFile(file(key), identity.key);
}
const call = (client: Partial<TlsClient> = {}) =>
  requestByTls({ ca: authority.certificate, ...client }, `https://127.0.0.1:${port}/`);
const shown = async () => (await call()).shown;

/** What the server sends before encryption begins in TLS 1.2: its certificate, and whose certificates it asks for. */
function readHandshake(): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const line = createConnection(port, '127.0.0.1');
    const noted = new PassThrough().on('data', (chunk: Buffer) => chunks.push(chunk));
    const socket = connect({
      socket: Duplex.from({ readable: line.pipe(noted), writable: line }),
      ca: authority.certificate,
      host: '127.0.0.1',
      maxVersion: 'TLSv1.2',
    });
    socket.on('error', reject).on('secureConnect', () => {
      resolve(Buffer.concat(chunks).toString('latin1'));
      line.destroy();
    });
  });
}

describe('a server that listens by TLS', () => {
  it('answers by TLS 1.2 and 1.3 with and without a certificate of the caller, and by nothing older', async () => {
    const { response, protocol } = await call();
    expect([await response.text(), protocol]).toEqual(['here', 'TLSv1.3']);
    expect((await call({ options: { maxVersion: 'TLSv1.2' } })).protocol).toBe('TLSv1.2');
    expect((await call({ identity: await people.issue('Robin') })).response.status).toBe(200);
    expect((await call({ identity: await (await createAuthority()).issue('Robin') })).response.status).toBe(200);
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(call({ options: old })).rejects.toThrow(/alert protocol version|unsupported protocol/);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('names the authorities whose certificates it asks for', async () => {
    const named = new X509Certificate(people.certificate).subject.replace('CN=', '');
    expect(await readHandshake()).toContain(named);
  });

  it('shows a renewed certificate without a restart, and the former one while the key is not yet there', async () => {
    const next = await authority.issue('second', ['127.0.0.1']);
    await write(next, 'next', 'next-key');
    await copyFile(file('next'), file('certificate'));
    await expect
      .poll(() => logged)
      .toContainEqual({
        message: 'the certificate cannot be renewed: the former one stays in use',
        problem: 'the key is not that of the certificate',
      });
    expect(await shown()).toBe('first');
    await copyFile(file('next-key'), file('key'));
    await expect.poll(shown).toBe('second');
    expect(logged).toHaveLength(2);
  });
});
