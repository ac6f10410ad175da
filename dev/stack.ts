import { join } from 'node:path';
import type { Child, ChildEnd } from './processes/child.ts';
import { silentProgress, type Progress } from './console/progress.ts';
import { applicationEnvironment } from './parts/application-environment.ts';
import { createApplications, type Applications, type ApplicationProcess } from './parts/applications.ts';
import { openDataFolder, type OpenDataFolder } from './parts/data-folder.ts';
import { listEndpoints, writeEndpoints, type Endpoints } from './parts/endpoints.ts';
import { startInfrastructure, type Infrastructure, type Services } from './parts/infrastructure.ts';
import { startPages } from './parts/pages.ts';
import { seed } from './parts/seeding.ts';
import { choosePorts, chooseTestPorts } from './ports.ts';
import { loadSecrets } from './secrets.ts';

export interface StackOptions {
  /** Absolute; created the first time. */
  dataFolder: string;
  /** Added to the default ports; `free` takes any, for stacks that nobody looks up by number. */
  portOffset?: number | 'free';
  /** Leaves out the pages. */
  headless?: boolean;
  /** Leaves out everything of ours (API, worker, pages): PostgreSQL, Temporal and the sandbox alone. */
  onlyInfrastructure?: boolean;
  /** The database of the applications; `countersign` unless told, created unless it exists. */
  database?: string;
  /** The Temporal task queue of the applications; `countersign` unless told. */
  taskQueue?: string;
  progress?: Progress;
  /** Gives up a start under way; what has been started is stopped. */
  signal?: AbortSignal;
  /** Called when a part of a running stack ends that nobody asked to. */
  onUnexpectedEnd?: (child: Child, end: ChildEnd) => void;
}

/** An embedded stack with all its parts up. */
export interface RunningStack extends Pick<Applications, 'startServer' | 'startWorker'> {
  readonly endpoints: Endpoints;
  readonly infrastructure: Infrastructure;
  /** PostgreSQL, Temporal and the sandbox, to take away and bring back. */
  readonly services: Services;
  /** The `COUNTERSIGN_*` variables of `server.ts` and `worker.ts`. */
  readonly environment: Record<string, string>;
  /** The API with its worker; undefined with `onlyInfrastructure`. */
  readonly server: ApplicationProcess | undefined;
  /** Names of processes of an earlier, killed start that were still running and had to be ended. */
  readonly endedOrphans: readonly string[];
  /** Stops everything in order: pages, applications, then the rest; within 15 s, by force where needed. */
  stop(): Promise<void>;
}

/** How many steps of progress a start with these options shows. */
export function countSteps({ headless, onlyInfrastructure }: StackOptions): number {
  if (onlyInfrastructure) return 3;
  return headless ? 5 : 6;
}

/**
 * Starts the embedded stack on a data folder and writes its `endpoints.json`.
 * Throws a Refusal when that cannot be, after stopping what had been started.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const folder = await openDataFolder(options.dataFolder);
  const stops: (() => Promise<unknown>)[] = [() => folder.release()];
  const stop = createStop(stops);
  try {
    return await startParts(options, folder, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: StackOptions,
  folder: OpenDataFolder,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningStack> {
  const { progress = silentProgress, signal, database = 'countersign', taskQueue = 'countersign' } = options;
  const { ports, release } = await (options.portOffset === 'free' ? chooseTestPorts() : choosePorts(options.portOffset));
  stops.push(async () => release());
  const secrets = loadSecrets(folder.path);
  const running = await startInfrastructure({ folder, ports, secrets, database, progress, signal });
  stops.push(running.stop);
  const infrastructure = running.description;
  const environment = applicationEnvironment(infrastructure, {
    database,
    taskQueue,
    apiPort: ports.api,
    operationsPort: ports.operations,
  });
  const applications = createApplications({ environment, logFolder: join(folder.path, 'logs'), record: folder.record });
  stops.push(applications.stop);
  const ours = options.onlyInfrastructure ? undefined : await startOurs(options, applications, infrastructure, environment, folder, stops);
  const children = Object.values(running.services).map(({ child }) => child);
  watchForEnds([...children, ...(ours?.children ?? [])], options.onUnexpectedEnd);
  const endpoints = listEndpoints(infrastructure, environment['COUNTERSIGN_PUBLIC_URL']!, ours?.pages);
  writeEndpoints(folder.path, endpoints);
  return {
    endpoints,
    infrastructure,
    services: running.services,
    environment,
    server: ours?.server,
    endedOrphans: folder.endedOrphans,
    startServer: applications.startServer,
    startWorker: applications.startWorker,
    stop,
  };
}

async function startOurs(
  { progress = silentProgress, signal, headless }: StackOptions,
  applications: Applications,
  infrastructure: Infrastructure,
  environment: Record<string, string>,
  folder: OpenDataFolder,
  stops: (() => Promise<unknown>)[],
) {
  const server = await progress.step('API and worker', () => applications.startServer({}, signal));
  await progress.step('demonstration', () => seed(infrastructure, environment, { pages: !headless, signal }));
  if (headless) return { server, pages: undefined, children: [server.child] };
  const pages = await progress.step('pages', () => startPages({ infrastructure, api: server.url, record: folder.record, signal }));
  stops.push(pages.stop);
  return { server, pages, children: [server.child, ...pages.children] };
}

/** Last started, first stopped; called twice it is the same stop. */
function createStop(stops: (() => Promise<unknown>)[]): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  return () => (stopping ??= stopAll());
}

function watchForEnds(children: readonly Child[], onUnexpectedEnd: StackOptions['onUnexpectedEnd']): void {
  for (const child of children) {
    void child.ended.then((end) => {
      if (!child.isStopping) onUnexpectedEnd?.(child, end);
    });
  }
}
