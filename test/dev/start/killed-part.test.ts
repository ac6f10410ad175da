import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createService, type Service } from '../../../dev/parts/service.ts';
import { supervise } from '../../../dev/parts/supervision.ts';
import { startUntilReady } from '../../../dev/processes/child.ts';
import { isAlive } from '../../../dev/processes/process-identity.ts';
import { openProcessRecord } from '../../../dev/processes/process-record.ts';
import { findTemporalCli } from '../../../dev/services/temporal-cli.ts';
import { freeOffset } from '../free-offset.ts';
import { createScratchFolder } from '../scratch-folder.ts';
import { findMentioning, sleepUntil } from './living-processes.ts';
import { startCommand } from './start-command.ts';

const limit = { timeout: 300_000 };

describe('a part of npm start that ended by itself', () => {
  it(
    'does not prevent an orderly end, neither while it is started again nor while the command waits',
    limit,
    async () => {
      const data = createScratchFolder();
      const { program, stall } = await writeStallingTemporal();
      const command = startCommand(data, await freeOffset(), undefined, { TEMPORAL_CLI: program });
      const running = await command.untilRunning();
      stall();
      const [postgres, temporal] = running;
      process.kill(temporal!.pid, 'SIGKILL');
      await sleepUntil(() => command.processes().some((one) => one.name === 'Temporal' && one.pid !== temporal!.pid));
      expect(command.output()).toContain('Temporal ended by itself (signal SIGKILL). It is started again in 0.5 s.');
      process.kill(postgres!.pid, 'SIGKILL');
      await sleepUntil(() => command.output().includes('PostgreSQL ended by itself (signal SIGKILL)'));
      const processes = command.processes();
      command.process.kill('SIGINT');
      expect(await command.ended).toEqual({ code: 0, signal: null });
      expect(command.output()).toMatch(/ {2}Stopped\.\n$/);
      // PostgreSQL may run again before the signal arrives on a busy machine, Temporal never does.
      expect(command.output()).not.toContain('Temporal runs again');
      expect(processes.filter(isAlive)).toEqual([]);
      await expect.poll(() => findMentioning(data)).toEqual([]);
    },
  );

  it('is started again after pauses that double up to 30 s while it fails', async () => {
    const part = await startPart();
    const supervised = superviseUntil(9, [part.service]);
    part.breakDown();
    part.service.child.process.kill('SIGKILL');
    await supervised.ended;
    expect(supervised.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(supervised.said[0]).toBe('part ended by itself (signal SIGKILL). It is started again in 0.5 s.');
    expect(supervised.said[1]).toBe('part ended before it was ready (code 3). It is started again in 1 s.');
  });

  it('is reported with the end of its log and advice at the fifth failure in a row; other parts keep running', async () => {
    const [part, other] = [await startPart(), await startPart()];
    const { pid } = other.service.child;
    const supervised = superviseUntil(6, [part.service, other.service]);
    part.breakDown();
    part.service.child.process.kill('SIGKILL');
    await supervised.ended;
    expect(supervised.said.filter((text) => text.includes('What to do'))).toEqual([supervised.said[4]]);
    expect(supervised.said[4]).toMatch(
      /^part ended before it was ready \(code 3\): the 5th failure in a row\. Its log .*part\.log ends with:\n {4}no room\n {2}What to do: .* It is started again in 8 s\.$/,
    );
    expect(other.service.child.pid).toBe(pid);
    expect(other.service.child.process.exitCode).toBeNull();
    await other.service.child.stop();
  });

  it('is started again after the shortest pause once it has run for a minute', async () => {
    const part = await startPart();
    const supervised = superviseUntil(4, [part.service], (said) => {
      if (said !== 'part runs again.') return;
      queueMicrotask(() => {
        if (supervised.pauses.length === 2) supervised.clock.ms += 60_000;
        part.service.child.process.kill('SIGKILL');
      });
    });
    part.service.child.process.kill('SIGKILL');
    await supervised.ended;
    expect(supervised.pauses).toEqual([500, 1_000, 500, 1_000]);
  });
});

/** Supervises until this number of pauses; the pauses take no time, and the test moves the clock. */
function superviseUntil(count: number, services: readonly Service[], onSaid: (text: string) => void = () => {}) {
  const controller = new AbortController();
  const [said, pauses, clock] = [[] as string[], [] as number[], { ms: 0 }];
  const ended = supervise(services, {
    signal: controller.signal,
    now: () => clock.ms,
    say(text) {
      said.push(text);
      onSaid(text);
    },
    async wait(ms, signal) {
      pauses.push(ms);
      if (pauses.length === count) controller.abort(new Error('enough'));
      signal.throwIfAborted();
    },
  });
  return { ended, said, pauses, clock };
}

/** A running process; after `breakDown` each further start of it fails. */
async function startPart(): Promise<{ service: Service; breakDown(): void }> {
  const folder = createScratchFolder();
  const [broken, running] = [join(folder, 'broken'), join(folder, 'running')];
  const code = `const { existsSync, writeFileSync } = require('node:fs');
    if (existsSync(${JSON.stringify(broken)})) { console.log('no room'); process.exit(3); }
    writeFileSync(${JSON.stringify(running)}, String(process.pid)); setInterval(() => {}, 1000);`;
  const record = openProcessRecord(folder);
  let last: number | undefined;
  const start = async () => {
    const child = await startUntilReady(
      {
        name: 'part',
        command: process.execPath,
        args: ['-e', code],
        env: process.env,
        logFile: join(folder, 'part.log'),
        stopSignal: 'SIGTERM',
        stopGraceMs: 1_000,
        record,
      },
      async () => existsSync(running) && Number(readFileSync(running, 'utf8')) !== last,
      { timeoutMs: 30_000 },
    );
    last = child.pid;
    return child;
  };
  return { service: createService(await start(), start), breakDown: () => writeFileSync(broken, '') };
}

/** A Temporal program; after `stall` each further start of it hangs. */
async function writeStallingTemporal(): Promise<{ program: string; stall(): void }> {
  const folder = createScratchFolder();
  const [program, marker] = [join(folder, 'temporal'), join(folder, 'stalls')];
  const stall = `[ -e "${marker}" ] && [ "$1" != --version ] && exec sleep 600`;
  writeFileSync(program, `#!/bin/sh\n${stall}\nexec "${await findTemporalCli()}" "$@"\n`, { mode: 0o755 });
  return { program, stall: () => writeFileSync(marker, '') };
}
