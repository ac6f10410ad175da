import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSecrets, runDeployScript } from './deploy-scripts.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'countersign-secrets-')), 'secrets');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trimEnd();
const readAll = async () => {
  const names = await readdir(folder);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
};

describe('make-secrets.sh', () => {
  it('creates different passwords of 192 bits, and a key of 256 bits', async () => {
    await makeSecrets(folder);
    const all = await readAll();
    const passwords = Object.entries(all).filter(([name]) => name.startsWith('database-password-'));
    expect(passwords.length).toBe(5);
    for (const [, password] of passwords) expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(new Set(passwords.map(([, password]) => password)).size).toBe(5);
    const [entry] = JSON.parse(all['keyring'] as string) as { id: string; key: string }[];
    expect([entry?.id, Buffer.from(entry?.key ?? '', 'base64').length]).toEqual(['k1', 32]);
  });

  it('restricts the folder to its owner, and lets the accounts of containers read the files', async () => {
    await makeSecrets(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o644);
  });

  it('keeps existing files and adds missing ones', async () => {
    await makeSecrets(folder);
    await writeFile(join(folder, 'twilio-auth-token'), 'of the provider\n');
    const before = await readAll();
    await rm(join(folder, 'database-url-running'));
    await makeSecrets(folder, { DATABASE_PASSWORD_ADMIN: 'another' });
    expect(await readAll()).toEqual(before);
  });

  it('keeps the values of an earlier release that are in the environment', async () => {
    const keyring = '[{"id":"k7","key":"AAAA"}]';
    await makeSecrets(folder, { DATABASE_PASSWORD_RUNNING: 'as-before', COUNTERSIGN_KEYRING: keyring });
    expect(await read('database-password-running')).toBe('as-before');
    expect(await read('database-url-running')).toBe(
      'postgres://countersign_running:as-before@postgres:5432/countersign',
    );
    expect(await read('keyring')).toBe(keyring);
  });

  it('creates no empty password when openssl fails', async () => {
    const bin = join(folder, '..', 'bin');
    await makeSecrets(bin);
    await writeFile(join(bin, 'openssl'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    const ended = await runDeployScript('make-secrets.sh', [folder], { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    expect(ended.code).not.toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('prints no secret', async () => {
    const { stdout, stderr } = await runDeployScript('make-secrets.sh', [folder]);
    expect(stdout + stderr).toBe('');
  });
});
