import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../dev/parts/data-folder.ts';
import { lockDataFolder } from '../../dev/processes/data-lock.ts';
import { identifyProcess, isAlive } from '../../dev/processes/process-identity.ts';
import { endOrphans } from '../../dev/processes/process-record.ts';
import { loadSecrets } from '../../dev/secrets.ts';
import { createScratchFolder } from './scratch-folder.ts';

const deadOwner = { pid: 2 ** 22, started: 'long ago' };

describe('a data folder', () => {
  it('is refused to a second start while the first is running', async () => {
    const path = createScratchFolder();
    const folder = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(
      `process ${process.pid} already runs on the data folder ${path}: stop it first, or start this one with --data OTHER_FOLDER`,
    );
    await folder.release();
    await (await openDataFolder(path)).release();
  });

  it('is taken over from a command that was killed', () => {
    const path = createScratchFolder();
    writeFileSync(join(path, 'lock.json'), JSON.stringify(deadOwner));
    lockDataFolder(path).release();
    expect(existsSync(join(path, 'lock.json'))).toBe(false);
  });

  it('is taken over when another process has the process id of a killed one', () => {
    const path = createScratchFolder();
    writeFileSync(join(path, 'lock.json'), JSON.stringify({ pid: process.pid, started: 'before us' }));
    expect(() => lockDataFolder(path).release()).not.toThrow();
  });

  it('is refused on a full disk', async () => {
    const path = createScratchFolder();
    await expect(openDataFolder(path, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /^only \d+ MB are free for .*--data FOLDER_ON_ANOTHER_DISK$/,
    );
  });

  it('is refused where nothing can be written', async () => {
    const file = join(createScratchFolder(), 'file');
    writeFileSync(file, '');
    await expect(openDataFolder(join(file, 'data'))).rejects.toThrow(
      /cannot be written \(ENOTDIR\): .*--data OTHER_FOLDER$/,
    );
  });

  it('keeps its secrets between starts, readable for its owner only', () => {
    const path = createScratchFolder();
    const secrets = loadSecrets(path);
    expect(loadSecrets(path)).toEqual(secrets);
    expect(statSync(join(path, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(secrets.keyring[0]!.key, 'base64')).toHaveLength(32);
  });
});

describe('a process that a killed command left running', () => {
  it('is ended', async () => {
    const path = createScratchFolder();
    const orphan = startSleeper();
    writeRecord(path, [{ ...identifyProcess(orphan.pid!)!, name: 'sleeper', stopSignal: 'SIGTERM' }]);
    expect(await endOrphans(path)).toEqual(['sleeper']);
    expect(identifyProcess(orphan.pid!)).toBeUndefined();
  });

  it('is killed when it ignores its stop signal', { timeout: 90_000 }, async () => {
    const path = createScratchFolder();
    const orphan = startSleeper();
    writeRecord(path, [{ ...identifyProcess(orphan.pid!)!, name: 'deaf', stopSignal: 'SIGURG' }]);
    expect(await endOrphans(path)).toEqual(['deaf']);
    expect(identifyProcess(orphan.pid!)).toBeUndefined();
  });

  it('is not ended when another process has the same id', async () => {
    const path = createScratchFolder();
    const stranger = startSleeper();
    writeRecord(path, [{ pid: stranger.pid!, started: 'before it', name: 'stranger', stopSignal: 'SIGTERM' }]);
    expect(await endOrphans(path)).toEqual([]);
    expect(isAlive(identifyProcess(stranger.pid!)!)).toBe(true);
  });

  it('is not ended while the command that started it is running', async () => {
    const path = createScratchFolder();
    const child = startSleeper();
    const folder = await openDataFolder(path);
    folder.record.add({ name: 'child', pid: child.pid!, stopSignal: 'SIGTERM' });
    expect(await endOrphans(path)).toEqual([]);
    expect(readFileSync(join(path, 'processes.json'), 'utf8')).toContain('"child"');
    await folder.release();
  });
});

function startSleeper(): ChildProcess {
  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
  onTestFinished(() => void sleeper.kill('SIGKILL'));
  return sleeper;
}

function writeRecord(path: string, processes: object[]): void {
  writeFileSync(join(path, 'processes.json'), JSON.stringify({ owner: deadOwner, processes }));
}
