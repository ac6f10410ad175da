import type { Child } from '../processes/child.ts';
import type { Detail, Progress } from '../console/progress.ts';
import type { Ports } from '../ports.ts';
import { startPostgres, type DatabaseRole } from '../services/postgres.ts';
import type { StackSecrets } from '../secrets.ts';
import { startTemporal, temporalNamespace } from '../services/temporal.ts';
import type { OpenDataFolder } from './data-folder.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { createService, type Service } from './service.ts';

/**
 * The services that the applications need: PostgreSQL, Temporal and the providers. Plain data, so that the process that
 * started them can pass it to others.
 */
export interface Infrastructure {
  dataFolder: string;
  ports: Ports;
  /** The stack's own database with each of the roles; the owner may create other databases. */
  postgresUrls: Record<DatabaseRole, string>;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string;
  sandbox: Sandbox;
  secrets: Pick<StackSecrets, 'keyring' | 'clients'>;
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
  /** The database of the applications; created if absent. */
  database: string;
  /** As in StackOptions. */
  isExpendable?: boolean | undefined;
  withStatistics?: boolean | undefined;
  progress: Progress;
  signal?: AbortSignal | undefined;
}

/** Starts PostgreSQL, Temporal and the provider sandbox in sequence; after a failure it stops the started ones. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<RunningInfrastructure> {
  const { folder, ports, secrets, isExpendable, withStatistics, progress, signal } = options;
  const kind = { isExpendable, withStatistics };
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
      startPostgres({ ...shared, ...secrets.postgres, port: ports.postgres, ...kind, ...(detail && { detail }) }),
    );
    await postgres.part.createDatabase(options.database);
    const temporal = await start('Temporal', (detail) =>
      startTemporal({ ...shared, codecEndpoint, ...(detail && { detail }) }),
    );
    const sandbox = await start('provider sandbox', () => startSandbox(shared));
    const description: Infrastructure = {
      dataFolder: folder.path,
      ports,
      postgresUrls: {
        owner: postgres.part.url('owner', options.database),
        running: postgres.part.url('running', options.database),
        maintenance: postgres.part.url('maintenance', options.database),
      },
      temporalAddress: temporal.part.address,
      temporalNamespace,
      temporalUiUrl: temporal.part.uiUrl,
      sandbox: sandbox.part.sandbox,
      secrets: { keyring: secrets.keyring, clients: secrets.clients },
    };
    return {
      description,
      services: { postgres: postgres.service, temporal: temporal.service, sandbox: sandbox.service },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
