import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { inCheckout } from '../../../dev/parts/checkout.ts';
import type { RecordedProcess } from '../../../dev/processes/process-record.ts';

/** `npm start` without npm: a process in its own process group. */
export interface StartCommand {
  readonly process: ChildProcess;
  /** All output so far. */
  output(): string;
  /** Resolves with the processes once all parts run; rejects with the output when the command ends before. */
  untilRunning(): Promise<RecordedProcess[]>;
  /** The processes that run now. */
  processes(): RecordedProcess[];
  /** The exit code or signal. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a stack on a data folder: PostgreSQL, Temporal and the sandbox, unless `what` says otherwise. `settings` are added to our environment. */
export function startCommand(
  dataFolder: string,
  portOffset: number,
  what = ['--only-infrastructure'],
  settings: Record<string, string> = {},
): StartCommand {
  const args = [inCheckout('dev/start.ts'), ...what, '--data', dataFolder, '--port-offset', String(portOffset)];
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  });
  return {
    process: child,
    output: () => output,
    processes: () => readRecord(dataFolder),
    ended,
    async untilRunning() {
      await new Promise<void>((resolve, reject) => {
        const look = () => output.includes('Ctrl-C stops everything') && resolve();
        child.stdout.on('data', look);
        look();
        void ended.then(() => reject(new Error(`it ended before it ran: ${output}`)));
      });
      return readRecord(dataFolder);
    },
  };
}

export function readEndpoints(dataFolder: string): Endpoints {
  return JSON.parse(readFileSync(join(dataFolder, 'endpoints.json'), 'utf8')) as Endpoints;
}

function readRecord(dataFolder: string): RecordedProcess[] {
  return (JSON.parse(readFileSync(join(dataFolder, 'processes.json'), 'utf8')) as { processes: RecordedProcess[] })
    .processes;
}
