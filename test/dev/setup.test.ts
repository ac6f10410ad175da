import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inCheckout } from '../../dev/parts/checkout.ts';

interface Dependencies {
  isStale(root: string): boolean;
  fingerprintOf(root: string): string;
}
interface Platform {
  checkPlatform(system: { platform: string; arch: string; report?: unknown }): string | undefined;
}

const { isStale, fingerprintOf } = (await load('dev/install/dependencies.mjs')) as Dependencies;
const { checkPlatform } = (await load('dev/install/platform.mjs')) as Platform;
const glibc = { getReport: () => ({ header: { glibcVersionRuntime: '2.36' } }) };
const musl = { getReport: () => ({ header: {} }) };

describe('the locked dependencies', () => {
  it('are stale when none are installed', () => {
    expect(isStale(createCheckout())).toBe(true);
  });

  it('are fresh once installed from this lock, and stale after it has changed', () => {
    const root = createCheckout();
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.countersign-lock'), fingerprintOf(root));
    expect(isStale(root)).toBe(false);
    writeLock(root, { 'node_modules/left-pad': { version: '1.3.0' } });
    expect(isStale(root)).toBe(true);
  });

  it('are fresh when exactly these were installed by hand', () => {
    const root = createCheckout({
      'node_modules/pad': { version: '1.3.0' },
      'node_modules/pad-mac': { version: '1.3.0', optional: true },
    });
    writeInstalled(root, { 'node_modules/pad': { version: '1.3.0' } });
    expect(isStale(root)).toBe(false);
  });

  it('are stale when one is missing or has another version', () => {
    const root = createCheckout({ 'node_modules/pad': { version: '1.3.0' } });
    writeInstalled(root, { 'node_modules/pad': { version: '1.2.0' } });
    expect(isStale(root)).toBe(true);
    writeInstalled(root, {});
    expect(isStale(root)).toBe(true);
  });
});

describe('setup.mjs', { timeout: 180_000 }, () => {
  it('installs once with a message, and refuses when npm did not provide Node 24', async () => {
    const root = createInstallableCheckout();
    const first = await runSetup(root, ['start']);
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('Installing the locked dependencies');
    expect(first.stderr).toContain(
      "there is no Node 24 in node_modules/.bin, since npm did not run the install script of the package 'node'",
    );
    expect(existsSync(join(root, 'node_modules', '.countersign-lock'))).toBe(true);
    const second = await runSetup(root, ['start']);
    expect(second.stdout).not.toContain('Installing');
  });

  it('refuses with the message of npm when npm cannot install', async () => {
    const root = createCheckout();
    writeManifest(root, { other: '1.0.0' }); // not in its lock
    const { code, stderr } = await runSetup(root, ['start']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the locked dependencies could not be installed: check the network and the npm registry setting',
    );
    expect(existsSync(join(root, 'node_modules', '.countersign-lock'))).toBe(false);
  });

  it('refuses an old version of Node', async () => {
    const root = createCheckout();
    const preload = join(root, 'old-node.cjs');
    writeFileSync(
      preload,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });",
    );
    const { code, stderr } = await runSetup(root, ['start'], ['--require', preload]);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 1,
      stderr:
        'Cannot go on: this is Node 18.20.0, Countersign needs Node 20 or newer: install one from https://nodejs.org and run the command again',
    });
  });

  it('passes on arguments, standard input and output, the exit code and the compile cache', async () => {
    const root = createInstallableCheckout();
    await runSetup(root, ['start']); // installs
    mkdirSync(join(root, 'node_modules', '.bin'));
    writeFileSync(join(root, 'node_modules', '.bin', 'node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, {
      mode: 0o755,
    });
    writeFileSync(
      join(root, 'dev', 'bench.ts'),
      'console.log(JSON.stringify([...process.argv.slice(2), process.env.NODE_COMPILE_CACHE]));\nprocess.exit(7);\n',
    );
    const { code, stdout } = await runSetup(root, ['bench', '--json', 'two words']);
    expect({ code, handed: JSON.parse(stdout) }).toEqual({
      code: 7,
      handed: ['--json', 'two words', expect.stringMatching(/\/node_modules\/\.cache\/countersign\/compiled$/)],
    });
  });

  it.each([
    [{ platform: 'win32', arch: 'x64' }, /WSL 2/],
    [{ platform: 'freebsd', arch: 'x64' }, /freebsd x64 is not supported: use Linux or macOS/],
    [{ platform: 'linux', arch: 'ppc64', report: glibc }, /not supported/],
    [{ platform: 'linux', arch: 'x64', report: musl }, /no glibc/],
  ])('refuses %o', (system, reason) => {
    expect(checkPlatform(system)).toMatch(reason);
  });

  it.each([
    { platform: 'linux', arch: 'x64', report: glibc },
    { platform: 'darwin', arch: 'arm64' },
  ])('accepts %o', (system) => {
    expect(checkPlatform(system)).toBeUndefined();
  });
});

async function load(path: string): Promise<unknown> {
  return import(/* @vite-ignore */ inCheckout(path));
}

/** A checkout with our setup and its own lock, outside this checkout, whose node_modules Node would find otherwise. */
function createCheckout(packages: Record<string, object> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'countersign-setup-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(inCheckout('dev/setup.mjs'), join(root, 'dev', 'setup.mjs'));
  cpSync(inCheckout('dev/install'), join(root, 'dev', 'install'), { recursive: true });
  writeManifest(root, {});
  writeLock(root, packages);
  return root;
}

/** npm needs no network for a package that is a folder. */
function createInstallableCheckout(): string {
  const root = createCheckout({ pad: { version: '1.0.0' }, 'node_modules/pad': { resolved: 'pad', link: true } });
  writeManifest(root, { pad: 'file:pad' });
  mkdirSync(join(root, 'pad'));
  writeFileSync(join(root, 'pad', 'package.json'), '{"name":"pad","version":"1.0.0"}');
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  lock.packages[''].dependencies = { pad: 'file:pad' };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  return root;
}

function writeManifest(root: string, dependencies: Record<string, string>): void {
  const manifest = { name: 'checkout', version: '1.0.0', private: true, type: 'module', dependencies };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
}

function writeLock(root: string, packages: Record<string, object>): void {
  const lock = {
    name: 'checkout',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'checkout', version: '1.0.0' }, ...packages },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
}

function writeInstalled(root: string, packages: Record<string, object>): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

function runSetup(
  root: string,
  args: string[],
  nodeArgs: string[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = [...nodeArgs, join(root, 'dev', 'setup.mjs'), ...args];
    execFile(
      process.execPath,
      command,
      { cwd: root, env: { ...process.env, NODE_COMPILE_CACHE: undefined } },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}
