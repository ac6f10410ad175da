import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDataFolder } from './support/running-sandbox.ts';

const main = path.join(import.meta.dirname, '../../sandbox/main.ts');
const anyPorts = ['control', 'apns', 'https', 'smtp', 'smtps'].flatMap((name) => [`--${name}-port`, '0']);
let data: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  data = await createDataFolder();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await rm(data, { recursive: true });
});

function run(
  options: string[],
  stdio: 'pipe' | 'ignore' = 'ignore',
): { process: ChildProcess; output: () => string; exit: Promise<number | null> } {
  const started = spawn(process.execPath, [main, ...options, '--data', data], { stdio: [stdio, 'pipe', 'pipe'] });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream!.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return {
    process: started,
    output: () => output,
    exit: once(started, 'close').then(([code]) => code as number | null),
  };
}

async function ready(started: ReturnType<typeof run>): Promise<string> {
  for (;;) {
    await once(started.process.stdout!, 'data');
    const [, url] = /control (http:\S+) /.exec(started.output()) ?? [];
    if (url) return url;
  }
}

describe('node sandbox/main.ts', () => {
  it('prints its addresses, is healthy and exits with 0 on SIGTERM', async () => {
    const started = run(anyPorts);
    const url = await ready(started);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const stream = await fetch(`${url}/messages/stream`);
    started.process.kill('SIGTERM');
    expect(await started.exit).toBe(0);
    await stream.body?.cancel().catch(() => undefined);
    expect(started.output()).not.toContain('PRIVATE KEY');
  });

  it('exits when the standard input closes and --exit-with-parent is given', async () => {
    const started = run([...anyPorts, '--exit-with-parent'], 'pipe');
    await ready(started);
    started.process.stdin!.end();
    expect(await started.exit).toBe(0);
  });

  it('keeps running when the standard input closes and --exit-with-parent is absent', async () => {
    const started = run(anyPorts, 'pipe');
    const url = await ready(started);
    started.process.stdin!.end();
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('prints its options for --help', async () => {
    const started = run(['--help']);
    expect(await started.exit).toBe(0);
    expect(started.output()).toContain('--control-port N');
  });

  it.each([
    [['--control-port', 'seventy'], '--control-port must be a port, not "seventy"'],
    [['--colour', 'red'], "Unknown option '--colour'"],
  ])('refuses %j in one line', async (options, message) => {
    const started = run(options);
    expect(await started.exit).toBe(1);
    expect(started.output()).toContain(message);
    expect(started.output().trim().split('\n')).toHaveLength(1);
  });
});
