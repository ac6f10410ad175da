import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startUntilReady, type Child } from '../processes/child.ts';
import { Refusal } from '../console/refusal.ts';
import { findPostgresBinaries } from '../processes/postgres-binaries.ts';
import type { ProcessRecord } from '../processes/process-record.ts';
import { choosePostgresHome, outsideFolderOf, type PostgresHome } from '../processes/unprivileged-account.ts';

export interface PostgresOptions {
  /** Absolute; the cluster is in its sub-folder `postgres`, or elsewhere when the account cannot reach that. */
  dataFolder: string;
  port: number;
  /** The superuser's password, used here only. */
  superuserPassword: string;
  /** The password of the role `countersign`, which owns the databases and is not a superuser. */
  password: string;
  /** Data that is removed at the end: the server never waits for the disk, and a crash of the machine may lose it. */
  isExpendable?: boolean | undefined;
  /** Loads `pg_stat_statements`. */
  withStatistics?: boolean | undefined;
  /** The password of the role of API and worker. */
  runningPassword: string;
  /** The password of the role that maintains the partitions of events. */
  maintenancePassword: string;
  record: ProcessRecord;
  detail?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Postgres {
  readonly child: Child;
  /** Connection string of a role. */
  url(role: DatabaseRole, database?: string): string;
  /** Creates a database unless it exists. */
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** The roles of an installation: for migrations, for API and worker, and for pruning events (docs/operations.md). */
export type DatabaseRole = 'owner' | 'running' | 'maintenance';

const roles: Record<DatabaseRole, string> = {
  owner: 'countersign',
  running: 'countersign_running',
  maintenance: 'countersign_maintenance',
};
const superuser = 'postgres';
const run = promisify(execFile);

/** Small settings for a laptop, with durability. */
const settings = {
  listen_addresses: '127.0.0.1',
  fsync: 'on',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  jit: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
  timezone: 'UTC',
} as const;

const statistics = { shared_preload_libraries: 'pg_stat_statements' } as const;

/** For tests, of which many start their own servers at the same time. */
const expendable = { ...settings, fsync: 'off', full_page_writes: 'off', max_connections: '400' } as const;

/** Starts PostgreSQL on a data folder; the first start creates the cluster, the roles and their database. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = choosePostgresHome(options.dataFolder, findPostgresBinaries());
  if (!existsSync(join(home.folder, 'PG_VERSION'))) {
    options.detail?.('creating the cluster');
    await createCluster(home, options.superuserPassword);
  }
  checkVersion(home);
  options.detail?.(home.account ? `starting as '${home.account.name}'` : 'starting');
  const child = await startServer(options, home);
  try {
    await createRoles(options);
    await createDatabase(options, 'countersign');
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    child,
    url: (role, database = 'countersign') => roleUrl(options, role, database),
    createDatabase: (name) => createDatabase(options, name),
    stop: () => child.stop(),
  };
}

/**
 * Starts the server until it accepts connections. After a kill -9 a busy session may outlive its server for a moment,
 * during which the server refuses to start.
 */
async function startServer(options: PostgresOptions, home: PostgresHome): Promise<Child> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServerOnce(options, home);
    } catch (error) {
      const isBesideOldSession = (error as Error).message.includes('is still in use');
      if (!isBesideOldSession || attempt === 20) throw error;
      await sleep(250);
    }
  }
}

function startServerOnce(options: PostgresOptions, home: PostgresHome): Promise<Child> {
  return startUntilReady(
    {
      name: 'PostgreSQL',
      command: join(home.binaries, 'bin', 'postgres'),
      args: ['-D', home.folder, '-p', String(options.port), ...settingArguments(options, home.folder)],
      env: cleanEnvironment(),
      cwd: home.folder,
      ...(home.account && { account: { uid: home.account.uid, gid: home.account.gid } }),
      logFile: join(options.dataFolder, 'logs', 'postgres.log'),
      stopSignal: 'SIGINT', // "fast": ends sessions, writes a checkpoint
      stopGraceMs: 5_000,
      record: options.record,
    },
    () => isAccepting(options),
    { timeoutMs: 180_000, signal: options.signal },
  );
}

/** Removes the part of a data folder that may be outside it. */
export function removeOutsideData(dataFolder: string): void {
  if (process.getuid?.() !== 0) return;
  const folder = outsideFolderOf(dataFolder);
  for (const path of [folder, unfinishedOf(folder)]) rmSync(path, { recursive: true, force: true });
}

/** Created under another name until it is complete, so that a start after an interrupted one creates it again. */
async function createCluster(home: PostgresHome, password: string): Promise<void> {
  const unfinished = unfinishedOf(home.folder);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = join(unfinished, '..', `.postgres-password-${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (home.account) {
    chownSync(unfinished, home.account.uid, home.account.gid);
    chownSync(passwordFile, home.account.uid, home.account.gid);
  }
  try {
    await run(join(home.binaries, 'bin', 'initdb'), initArguments(unfinished, passwordFile), {
      cwd: dirname(home.folder),
      env: cleanEnvironment(),
      ...(home.account && { uid: home.account.uid, gid: home.account.gid }),
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, home.folder);
}

function unfinishedOf(folder: string): string {
  return `${folder}.unfinished`;
}

/** The built-in locale provider sorts in the same way on every operating system. */
function initArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
}

function checkVersion(home: PostgresHome): void {
  const found = readFileSync(join(home.folder, 'PG_VERSION'), 'utf8').trim();
  const packageFile = join(home.binaries, '..', 'package.json');
  if (!existsSync(packageFile)) return; // a copy of binaries outside the checkout is named by its version
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  if (found === version.split('.')[0]) return;
  throw new Refusal(
    `${home.folder} was made by PostgreSQL ${found}, this is ${version}: remove that folder, or start with --data OTHER_FOLDER`,
  );
}

/** The socket is in the data folder; without one when its path is too long. Every client uses TCP on loopback. */
function settingArguments({ isExpendable, withStatistics }: PostgresOptions, folder: string): string[] {
  const longestSocketPath = 103 - '/.s.PGSQL.65535.lock'.length;
  const sockets = Buffer.byteLength(folder) <= longestSocketPath ? folder : '';
  return Object.entries({
    ...(isExpendable ? expendable : settings),
    ...(withStatistics ? statistics : {}),
    unix_socket_directories: sockets,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Without the PG* and LC_* variables of the caller. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function isAccepting(options: PostgresOptions): Promise<boolean> {
  await asSuperuser(options, (client) => client.query('SELECT 1'));
  return true;
}

async function createRoles(options: PostgresOptions): Promise<void> {
  await asSuperuser(options, async (client) => {
    for (const role of Object.keys(roles) as DatabaseRole[]) {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [roles[role]]);
      const verb = rowCount ? 'ALTER' : 'CREATE';
      const attributes = role === 'owner' ? 'LOGIN CREATEDB' : 'LOGIN';
      const password = client.escapeLiteral(passwordOf(options, role));
      await client.query(`${verb} ROLE ${roles[role]} ${attributes} PASSWORD ${password}`);
    }
    await client.query(`GRANT ${roles.maintenance} TO ${roles.owner}`);
  });
}

function passwordOf(options: PostgresOptions, role: DatabaseRole): string {
  const passwords = {
    owner: options.password,
    running: options.runningPassword,
    maintenance: options.maintenancePassword,
  };
  return passwords[role];
}

async function createDatabase(options: PostgresOptions, name: string): Promise<void> {
  await asSuperuser(options, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${roles.owner}`);
  });
}

async function asSuperuser<T>(options: PostgresOptions, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: options.port,
    user: superuser,
    password: options.superuserPassword,
    database: 'postgres',
    connectionTimeoutMillis: 30_000,
  });
  client.on('error', () => {}); // a connection lost in shutdown is no news; queries reject by themselves
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw isWrongPassword(error) ? wrongPassword(options) : error;
  } finally {
    await client.end().catch(() => {});
  }
}

function isWrongPassword(error: unknown): boolean {
  return (error as { code?: string }).code === '28P01';
}

function wrongPassword({ dataFolder }: PostgresOptions): Refusal {
  return new Refusal(
    `${join(dataFolder, 'secrets.json')} does not hold the password of the database beside it: put the file back, or start with --data OTHER_FOLDER`,
  );
}

function roleUrl(options: PostgresOptions, role: DatabaseRole, database: string): string {
  return `postgres://${roles[role]}:${encodeURIComponent(passwordOf(options, role))}@127.0.0.1:${options.port}/${encodeURIComponent(database)}`;
}
