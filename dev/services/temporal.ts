import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { searchAttributes } from '../../src/domain/search-attributes.ts';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { findTemporalCli } from './temporal-cli.ts';

export interface TemporalOptions {
  /** Absolute; histories are in its sub-folder `temporal`. */
  dataFolder: string;
  ports: { temporal: number; temporalHttp: number; temporalUi: number };
  /** URL of the codec endpoint, which Temporal's UI calls from the browser: `http://127.0.0.1:PORT/codec`. */
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

/** Settings of one server for one small site; measured in docs/performance.md, reasons in decision 0087. */
export const dynamicConfig = {
  // Start small activities on the worker that runs their workflow, which saves a round trip.
  'system.enableActivityEagerExecution': true,
  // The default of four partitions of a task queue is for thousands of tasks a second; each partition costs polls.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Without a histogram of each database call, by which a cluster would shed load.
  'system.persistenceHealthSignalMetricsEnabled': false,
  'system.persistenceHealthSignalAggregationEnabled': false,
  // One cache for the events of all workflows, which are read again when their task is recorded.
  'history.enableHostLevelEventsCache': true,
} as const;

/**
 * SQLite: with the journal and its synchronisation the file has more than twice the throughput (18 to 41 approvals a
 * second), almost that of memory; pages are copied from the journal into the file every 40 MB instead of every 4.
 */
const pragmas = { journal_mode: 'WAL', synchronous: 'NORMAL', wal_autocheckpoint: '10000' } as const;

/** Go collects garbage when the heap has grown fivefold instead of twofold, up to half a gigabyte. */
const goSettings = { GOGC: '400', GOMEMLIMIT: '512MiB' } as const;

/** Starts Temporal's development server with its Web UI; its data is kept between starts. */
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
      env: { ...goSettings, ...withoutTemporalSettings(process.env) },
      cwd: folder,
      logFile: join(options.dataFolder, 'logs', 'temporal.log'),
      stopSignal: 'SIGTERM',
      stopGraceMs: 5_000,
      record: options.record,
    },
    isUp,
    { timeoutMs: 180_000, signal: options.signal },
  );
  return {
    child,
    address: `127.0.0.1:${options.ports.temporal}`,
    uiUrl: `http://127.0.0.1:${options.ports.temporalUi}`,
    stop: () => child.stop(),
  };
}

function serverArguments({ ports, codecEndpoint }: TemporalOptions, folder: string): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1'],
    ...[
      '--port',
      String(ports.temporal),
      '--http-port',
      String(ports.temporalHttp),
      '--ui-port',
      String(ports.temporalUi),
    ],
    ...['--namespace', temporalNamespace, '--db-filename', join(folder, 'temporal.db')],
    ...Object.entries(pragmas).flatMap(([name, value]) => ['--sqlite-pragma', `${name}=${value}`]),
    ...Object.entries(dynamicConfig).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...['--ui-codec-endpoint', codecEndpoint],
    ...['--log-level', 'warn', '--log-format', 'json', '--color', 'never'],
  ];
}

/** Without the TEMPORAL_* variables of the user, which are for another cluster. */
function withoutTemporalSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
