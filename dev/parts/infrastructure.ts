import type { Child } from '../processes/child.ts';
import type { Detail, Progress } from '../console/progress.ts';
import type { Ports } from '../ports.ts';
import { startPostgres } from '../services/postgres.ts';
import type { StackSecrets } from '../secrets.ts';
import { startTemporal, temporalNamespace } from '../services/temporal.ts';
import type { OpenDataFolder } from './data-folder.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

/**
 * What the applications need from the outside: PostgreSQL, Temporal and the providers. Plain data, so that the process
 * that started them can hand it to others.
 */
export interface Infrastructure {
  dataFolder: string;
  ports: Ports;
  /** The stack's own database, as the role that may create others beside it. */
  postgresUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string;
  sandbox: Sandbox;
  secrets: Pick<StackSecrets, 'keyring' | 'clients' | 'operators'>;
}

/** One of its parts, which a test may take away and bring back at the same address, with the same data. */
export interface Service {
  /** The process it runs as now. */
  readonly child: Child;
  /** Ends it with a signal; resolves once it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after it was killed; resolves once it is ready. */
  start(): Promise<void>;
}

export interface Services {
  postgres: Service;
  temporal: Service;
  sandbox: Service;
}

export interface RunningInfrastructure {
  readonly description: Infrastructure;
  readonly services: Services;
  stop(): Promise<void>;
}

export interface InfrastructureOptions {
  folder: OpenDataFolder;
  ports: Ports;
  secrets: StackSecrets;
  /** The database the applications use; created unless it exists. */
  database: string;
  progress: Progress;
  signal?: AbortSignal | undefined;
}

/** Starts PostgreSQL, Temporal and the provider sandbox, one after the other; on a failure those started are stopped. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<RunningInfrastructure> {
  const { folder, ports, secrets, progress, signal } = options;
  const shared = { dataFolder: folder.path, ports, record: folder.record, signal };
  const codecEndpoint = `http://127.0.0.1:${ports.operations}/codec`;
  const started: Service[] = [];
  const stop = async () => void (await Promise.all(started.map(({ child }) => child.stop())));
  const start = async <T extends { child: Child }>(name: string, work: (detail?: Detail) => Promise<T>) => {
    const part = await progress.step(name, work);
    const service = createService(part.child, async () => (await work()).child);
    started.push(service);
    return { part, service };
  };
  try {
    const postgres = await start('PostgreSQL', (detail) =>
      startPostgres({ ...shared, ...secrets.postgres, port: ports.postgres, ...(detail && { detail }) }),
    );
    await postgres.part.createDatabase(options.database);
    const temporal = await start('Temporal', (detail) => startTemporal({ ...shared, codecEndpoint, ...(detail && { detail }) }));
    const sandbox = await start('provider sandbox', () => startSandbox(shared));
    const description: Infrastructure = {
      dataFolder: folder.path,
      ports,
      postgresUrl: postgres.part.url(options.database),
      temporalAddress: temporal.part.address,
      temporalNamespace,
      temporalUiUrl: temporal.part.uiUrl,
      sandbox: sandbox.part.sandbox,
      secrets: { keyring: secrets.keyring, clients: secrets.clients, operators: secrets.operators },
    };
    return { description, services: { postgres: postgres.service, temporal: temporal.service, sandbox: sandbox.service }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createService(first: Child, startAgain: () => Promise<Child>): Service {
  let child = first;
  return {
    get child() {
      return child;
    },
    async kill(signal) {
      child.kill(signal);
      await child.ended;
    },
    async start() {
      child = await startAgain();
    },
  };
}
