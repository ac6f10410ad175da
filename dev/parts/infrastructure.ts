import type { Child } from '../processes/child.ts';
import type { Progress } from '../console/progress.ts';
import type { Ports } from '../ports.ts';
import { startPostgres, type Postgres } from '../postgres.ts';
import type { StackSecrets } from '../secrets.ts';
import { startTemporal, temporalNamespace } from '../temporal.ts';
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
  secrets: Pick<StackSecrets, 'keyring' | 'clients'>;
}

export interface RunningInfrastructure {
  readonly description: Infrastructure;
  readonly postgres: Postgres;
  readonly children: readonly Child[];
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
  const children: Child[] = [];
  const stop = async () => void (await Promise.all(children.map((child) => child.stop())));
  try {
    const postgres = await progress.step('PostgreSQL', (detail) =>
      startPostgres({ ...shared, ...secrets.postgres, port: ports.postgres, detail }),
    );
    children.push(postgres.child);
    await postgres.createDatabase(options.database);
    const codecEndpoint = `http://127.0.0.1:${ports.operations}/codec`;
    const temporal = await progress.step('Temporal', (detail) => startTemporal({ ...shared, codecEndpoint, detail }));
    children.push(temporal.child);
    const { child, sandbox } = await progress.step('provider sandbox', () => startSandbox(shared));
    children.push(child);
    const description: Infrastructure = {
      dataFolder: folder.path,
      ports,
      postgresUrl: postgres.url(options.database),
      temporalAddress: temporal.address,
      temporalNamespace,
      temporalUiUrl: temporal.uiUrl,
      sandbox,
      secrets: { keyring: secrets.keyring, clients: secrets.clients },
    };
    return { description, postgres, children, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
