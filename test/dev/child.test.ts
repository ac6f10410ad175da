import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PartFailure } from '../../dev/console/refusal.ts';
import { answersAt, startUntilReady } from '../../dev/processes/child.ts';
import { identifyProcess } from '../../dev/processes/process-identity.ts';
import { openProcessRecord } from '../../dev/processes/process-record.ts';
import { createScratchFolder } from './scratch-folder.ts';

describe('a part of the stack', () => {
  it('is not started while another process answers at its address', async () => {
    const url = await listen();
    await expect(start('setInterval(() => {}, 1000)', answersAt(url))).rejects.toThrow(
      'part cannot start: another one answers at its address',
    );
  });

  it('fails when it ends while another process answers at its address', async () => {
    let hasBegun = false;
    const answersAfterItsEnd = async () => {
      const isAnswered = hasBegun;
      if (isAnswered) await vi.waitUntil(hasEnded, { timeout: 45_000 });
      hasBegun = true;
      return isAnswered;
    };
    const file = join(createScratchFolder(), 'pid');
    const hasEnded = () => {
      const pid = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return pid !== '' && !identifyProcess(Number(pid));
    };
    const code = `console.log('address in use'); require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); process.exit(3)`;
    const failure = await start(code, answersAfterItsEnd).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(PartFailure);
    expect((failure as Error).message).toMatch(
      /^part ended before it was ready \(code 3\)\. Its log .* ends with:\n {4}address in use$/,
    );
  });
});

async function listen(): Promise<string> {
  const server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function start(code: string, probe: () => Promise<boolean>) {
  const folder = createScratchFolder();
  const part = {
    name: 'part',
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    logFile: join(folder, 'part.log'),
  };
  return startUntilReady(
    { ...part, stopSignal: 'SIGTERM', stopGraceMs: 1_000, record: openProcessRecord(folder) },
    probe,
    { timeoutMs: 50_000 },
  );
}
