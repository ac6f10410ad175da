import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { searchAttributes } from '../../src/domain/workflows/search-attributes.ts';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { findTemporalCli } from './temporal-cli.ts';

export interface TemporalOptions {
  /** Absolute; histories are kept in its sub-folder `temporal`. */
  dataFolder: string;
  ports: { temporal: number; temporalHttp: number; temporalUi: number };
  /** Where Temporal's UI has payloads decoded, in the browser: `http://127.0.0.1:PORT/codec`. */
  codecEndpoint: string;
  record: ProcessRecord;
  detail?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Temporal {
  readonly child: Child;
  readonly address: string;
  readonly uiUrl: string;
  stop(): Promise<void>;
}

export const temporalNamespace = 'countersign';

/** Starts Temporal's development server with its Web UI, keeping its data between starts. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const cli = await findTemporalCli({ ...(options.detail && { detail: options.detail }) });
  options.detail?.('starting');
  const folder = join(options.dataFolder, 'temporal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isUp = answersAt(`http://127.0.0.1:${options.ports.temporalHttp}/api/v1/namespaces/${temporalNamespace}`);
  const child = await startUntilReady(
    {
      name: 'Temporal',
      command: cli,
      args: serverArguments(options, folder),
      env: withoutTemporalSettings(process.env),
      cwd: folder,
      logFile: join(options.dataFolder, 'logs', 'temporal.log'),
      stopSignal: 'SIGTERM',
      stopGraceMs: 5_000,
      record: options.record,
    },
    isUp,
    { timeoutMs: 60_000, signal: options.signal },
  );
  return {
    child,
    address: `127.0.0.1:${options.ports.temporal}`,
    uiUrl: `http://127.0.0.1:${options.ports.temporalUi}`,
    stop: () => child.stop(),
  };
}

/** The pragmas more than double the throughput of the file (18 to 41 approvals a second), almost that of memory. */
function serverArguments({ ports, codecEndpoint }: TemporalOptions, folder: string): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1'],
    ...['--port', String(ports.temporal), '--http-port', String(ports.temporalHttp), '--ui-port', String(ports.temporalUi)],
    ...['--namespace', temporalNamespace, '--db-filename', join(folder, 'temporal.db')],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...['--ui-codec-endpoint', codecEndpoint],
    ...['--log-level', 'warn', '--log-format', 'json', '--color', 'never'],
  ];
}

/** A person's own TEMPORAL_* settings are for their own cluster. */
function withoutTemporalSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
