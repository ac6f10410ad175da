import { join } from 'node:path';
import { silentProgress, type Progress } from './console/progress.ts';
import { applicationEnvironment } from './parts/application-environment.ts';
import { addressesOf, createApplications, type Applications, type ApplicationProcess } from './parts/applications.ts';
import { openDataFolder, type OpenDataFolder } from './parts/data-folder.ts';
import { listEndpoints, writeEndpoints, type Endpoints } from './parts/endpoints.ts';
import { startInfrastructure, type Infrastructure, type Services } from './parts/infrastructure.ts';
import { startPages } from './parts/pages.ts';
import { buildWebPages } from './parts/web-pages.ts';
import { seed } from './parts/seeding.ts';
import { createService, type Service } from './parts/service.ts';
import { choosePorts, chooseTestPorts } from './ports.ts';
import { loadSecrets } from './secrets.ts';

export interface StackOptions {
  /** Absolute; created if absent. */
  dataFolder: string;
  /** Added to the default ports; `free` chooses any free ports. */
  portOffset?: number | 'free';
  /** Leaves out the pages. */
  headless?: boolean;
  /** Serves the pages on which people sign in, and the console, with the API at `localhost`, because passkeys need a name. */
  signInPages?: boolean;
  /** Leaves out API, worker and pages: only PostgreSQL, Temporal and the sandbox. */
  onlyInfrastructure?: boolean;
  /** For data that is removed at the end: the database never waits for the disk. Not for tests that kill it. */
  isExpendable?: boolean;
  /** Loads the extension with which PostgreSQL measures its statements. */
  withStatistics?: boolean;
  /** The database of the applications, created if absent; `countersign` by default. */
  database?: string;
  /** The Temporal task queue of the applications; `countersign` by default. */
  taskQueue?: string;
  progress?: Progress;
  /** Aborts a start in progress; started parts are stopped. */
  signal?: AbortSignal;
}

/** An embedded stack with all its parts running. */
export interface RunningStack extends Pick<Applications, 'startServer' | 'startWorker'> {
  readonly endpoints: Endpoints;
  readonly infrastructure: Infrastructure;
  /** PostgreSQL, Temporal and the sandbox, which can be stopped and started again. */
  readonly services: Services;
  /** The API with its worker and the pages, as far as they run; each restarts on its ports. */
  readonly ours: { readonly api: Service | undefined; readonly pages: readonly Service[] };
  /** The `COUNTERSIGN_*` variables of `server.ts` and `worker.ts`. */
  readonly environment: Record<string, string>;
  /** The API with its worker; undefined with `onlyInfrastructure`. */
  readonly server: ApplicationProcess | undefined;
  /** Names of processes of an earlier, killed start that were still running and have been ended. */
  readonly endedOrphans: readonly string[];
  /** Stops everything in order: pages, applications, then the rest; within 15 s, by force where necessary. */
  stop(): Promise<void>;
}

/** The number of progress steps of a start with these options. */
export function countSteps({ headless, onlyInfrastructure, signInPages }: StackOptions): number {
  if (onlyInfrastructure) return 3;
  return (headless ? 5 : 6) + (signInPages ? 1 : 0);
}

/**
 * Starts the embedded stack on a data folder and writes its `endpoints.json`.
 * Throws a Refusal when that is not possible, after it has stopped the started parts.
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
  const { progress = silentProgress, signal, isExpendable, withStatistics } = options;
  const { database = 'countersign', taskQueue = 'countersign' } = options;
  const { ports, release } = await (options.portOffset === 'free'
    ? chooseTestPorts()
    : choosePorts(options.portOffset));
  stops.push(async () => release());
  const secrets = loadSecrets(folder.path);
  const kind = { isExpendable, withStatistics };
  const running = await startInfrastructure({ folder, ports, secrets, database, ...kind, progress, signal });
  stops.push(running.stop);
  const arePagesServed = options.signInPages && !options.onlyInfrastructure;
  const webFolders = arePagesServed ? await progress.step('our own pages', () => buildWebPages(signal)) : undefined;
  const infrastructure = running.description;
  const environment = applicationEnvironment(infrastructure, {
    database,
    taskQueue,
    apiPort: ports.api,
    operationsPort: ports.operations,
    webFolders,
  });
  const applications = createApplications({ environment, logFolder: join(folder.path, 'logs'), record: folder.record });
  stops.push(applications.stop);
  const ours = options.onlyInfrastructure
    ? undefined
    : await startOurs(options, applications, infrastructure, environment, folder, stops);
  const endpoints = listEndpoints(infrastructure, environment['COUNTERSIGN_PUBLIC_URL']!, ours?.pages);
  writeEndpoints(folder.path, endpoints);
  return {
    endpoints,
    infrastructure,
    services: running.services,
    ours: { api: ours?.api, pages: ours?.pages?.services ?? [] },
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
  const api = createService(
    server.child,
    async () => (await applications.startServer(addressesOf(server), signal)).child,
  );
  await progress.step('demonstration', () => seed(infrastructure, environment, { pages: !headless, signal }));
  if (headless) return { server, api, pages: undefined };
  const pages = await progress.step('pages', () =>
    startPages({ infrastructure, api: server.url, record: folder.record, signal }),
  );
  stops.push(pages.stop);
  return { server, api, pages };
}

/** Stops in reverse order of the starts; a second call waits for the same stop. */
function createStop(stops: (() => Promise<unknown>)[]): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  return () => (stopping ??= stopAll());
}
