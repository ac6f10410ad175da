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
  /** Base URL of the API for sites, apps and browsers; for a worker, which has no API, its operations URL. */
  readonly url: string;
  /** Base URL of metrics, health and codec. */
  readonly operationsUrl: string;
  /** Sends a signal without waiting. */
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface ApplicationsOptions {
  /** The `COUNTERSIGN_*` variables; their ports are used while they are free, then others. */
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
  /** Stops all that still run. */
  stop(): Promise<void>;
}

/** Milliseconds for a server to drain its requests and its worker's activities. */
const stopGraceMs = 6_000;

/** The options of the image. */
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
        COUNTERSIGN_PUBLIC_URL: withPort(options.environment['COUNTERSIGN_PUBLIC_URL']!, ports.api),
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

/** The ports with which a server must be started to listen where this one did. */
export function addressesOf({ url, operationsUrl }: ApplicationProcess): ExtraEnvironment {
  return {
    COUNTERSIGN_PUBLIC_URL: url,
    COUNTERSIGN_LISTEN_PORT: new URL(url).port,
    COUNTERSIGN_OPERATIONS_PORT: new URL(operationsUrl).port,
  };
}

/** The same origin with another port. */
function withPort(origin: string, port: number): string {
  return Object.assign(new URL(origin), { port: String(port) }).origin;
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
  const isServer = program === 'server';
  const listening = isServer ? originOf(Number(environment['COUNTERSIGN_LISTEN_PORT'])) : operationsUrl;
  const url = isServer && isLocalhost(environment) ? environment['COUNTERSIGN_PUBLIC_URL']! : listening;
  const child = await startUntilReady(
    {
      name: isServer ? 'API' : 'worker',
      command: process.execPath,
      args: [inCheckout(`${program}.ts`)],
      env: { ...asInTheImage, ...withoutOurSettings(process.env), ...environment },
      logFile: join(logFolder, `${program}.log`),
      stopSignal: 'SIGTERM',
      stopGraceMs,
      record,
    },
    answersAt(`${listening}/health/ready`),
    { timeoutMs: 180_000, signal },
  );
  return { child, process: child.process, url, operationsUrl, kill: child.kill, stop: child.stop };
}

/** Some tests set another public address, at which no process answers. */
function isLocalhost(environment: ExtraEnvironment): boolean {
  return new URL(environment['COUNTERSIGN_PUBLIC_URL']!).hostname === 'localhost';
}

/** The stack decides every setting; variables that the caller's shell exports must have no effect. */
function withoutOurSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('COUNTERSIGN_')));
}
