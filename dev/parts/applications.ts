import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { answersAt, startUntilReady, type Child } from '../processes/child.ts';
import { freePort, isFree } from '../ports.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { originOf } from './application-environment.ts';
import { inCheckout } from './checkout.ts';

/** A running `server.ts` or `worker.ts`. */
export interface ApplicationProcess {
  readonly child: Child;
  readonly process: ChildProcess;
  /** Base of the API; of a worker, which has none, its operations address. */
  readonly url: string;
  /** Base of metrics, health and codec. */
  readonly operationsUrl: string;
  /** Sends a signal and does not wait. */
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface ApplicationsOptions {
  /** The `COUNTERSIGN_*` variables; the ports in it are used while they are free, others after that. */
  environment: Record<string, string>;
  logFolder: string;
  record: ProcessRecord;
}

type ExtraEnvironment = Record<string, string | undefined>;

export interface Applications {
  /** Starts `server.ts` and waits until it is ready to serve; `extra` overrides single variables. */
  startServer(extra?: ExtraEnvironment, signal?: AbortSignal): Promise<ApplicationProcess>;
  /** Starts `worker.ts` and waits until it polls. */
  startWorker(extra?: ExtraEnvironment, signal?: AbortSignal): Promise<ApplicationProcess>;
  /** Stops every one that still runs. */
  stop(): Promise<void>;
}

/** As long as a server may take to drain its requests and its worker's activities. */
const stopGraceMs = 6_000;

/** How the image runs them, too. */
export const asInTheImage = { MALLOC_ARENA_MAX: '2' };

/** Starts and stops applications with one environment. */
export function createApplications(options: ApplicationsOptions): Applications {
  const running = new Set<ApplicationProcess>();
  const keep = (application: ApplicationProcess) => {
    running.add(application);
    void application.child.ended.then(() => running.delete(application));
    return application;
  };
  return {
    async startServer(extra = {}, signal) {
      const ports = await choosePair(options.environment);
      const environment = {
        ...options.environment,
        COUNTERSIGN_PUBLIC_URL: originOf(ports.api),
        COUNTERSIGN_LISTEN_PORT: String(ports.api),
        COUNTERSIGN_OPERATIONS_PORT: String(ports.operations),
        ...extra,
      };
      return keep(await startApplication('server', environment, options, signal));
    },
    async startWorker(extra = {}, signal) {
      const port = String(await freePort());
      const environment = { ...options.environment, COUNTERSIGN_OPERATIONS_PORT: port, ...extra };
      return keep(await startApplication('worker', environment, options, signal));
    },
    async stop() {
      await Promise.all([...running].map((application) => application.stop()));
    },
  };
}

async function choosePair(environment: Record<string, string>): Promise<{ api: number; operations: number }> {
  const api = Number(environment['COUNTERSIGN_LISTEN_PORT']);
  const operations = Number(environment['COUNTERSIGN_OPERATIONS_PORT']);
  if ((await isFree(api)) && (await isFree(operations))) return { api, operations };
  return { api: await freePort(), operations: await freePort() };
}

async function startApplication(
  program: 'server' | 'worker',
  environment: ExtraEnvironment,
  { logFolder, record }: ApplicationsOptions,
  signal?: AbortSignal,
): Promise<ApplicationProcess> {
  const operationsUrl = originOf(Number(environment['COUNTERSIGN_OPERATIONS_PORT']));
  const url = program === 'server' ? originOf(Number(environment['COUNTERSIGN_LISTEN_PORT'])) : operationsUrl;
  const child = await startUntilReady(
    {
      name: program === 'server' ? 'API' : 'worker',
      command: process.execPath,
      args: [inCheckout(`${program}.ts`)],
      env: { ...asInTheImage, ...withoutOurSettings(process.env), ...environment },
      logFile: join(logFolder, `${program}.log`),
      stopSignal: 'SIGTERM',
      stopGraceMs,
      record,
    },
    answersAt(`${url}/health/ready`),
    { timeoutMs: 60_000, signal },
  );
  return { child, process: child.process, url, operationsUrl, kill: child.kill, stop: child.stop };
}

/** The stack decides every setting; one that the caller's shell happens to export must not leak in. */
function withoutOurSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('COUNTERSIGN_')));
}
