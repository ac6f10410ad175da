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
  /** Absolute; the cluster is its sub-folder `postgres`, or elsewhere when that is closed to the account. */
  dataFolder: string;
  port: number;
  /** The superuser's password, used here only. */
  superuserPassword: string;
  /** The password of the role `countersign`, which owns the databases and is no superuser. */
  password: string;
  record: ProcessRecord;
  detail?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Postgres {
  readonly child: Child;
  /** Connection string of the role `countersign`. */
  url(database?: string): string;
  /** Creates a database unless it exists. */
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

const role = 'countersign';
const superuser = 'postgres';
const run = promisify(execFile);

/** Lean for a laptop, yet durable: kill -9 tests rely on fsync. */
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

/** Starts PostgreSQL on a data folder, creating the cluster, the role and its database the first time. */
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
    await createRole(options);
    await createDatabase(options, role);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    child,
    url: (database = role) => roleUrl(options, database),
    createDatabase: (name) => createDatabase(options, name),
    stop: () => child.stop(),
  };
}

/**
 * Starts the server until it accepts connections. After a kill -9 a busy session may outlive its server for a moment,
 * and the server refuses to start beside it.
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
      args: ['-D', home.folder, '-p', String(options.port), ...settingArguments(home.folder)],
      env: cleanEnvironment(),
      cwd: home.folder,
      ...(home.account && { account: { uid: home.account.uid, gid: home.account.gid } }),
      logFile: join(options.dataFolder, 'logs', 'postgres.log'),
      stopSignal: 'SIGINT', // "fast": ends sessions, writes a checkpoint
      stopGraceMs: 5_000,
      record: options.record,
    },
    () => isAccepting(options),
    { timeoutMs: 60_000, signal: options.signal },
  );
}

/** Removes the part of a data folder that may live elsewhere. */
export function removeOutsideData(dataFolder: string): void {
  if (process.getuid?.() !== 0) return;
  const folder = outsideFolderOf(dataFolder);
  for (const path of [folder, unfinishedOf(folder)]) rmSync(path, { recursive: true, force: true });
}

/** Under another name until it is complete: a start that was killed in the middle begins anew. */
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

/** The built-in locale provider sorts the same on every operating system. */
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
  throw new Refusal(`${home.folder} was made by PostgreSQL ${found}, this is ${version}: remove that folder, or start with --data OTHER_FOLDER`);
}

/** The socket lives with the data; a path too long for a socket means none, TCP on loopback is what everyone uses. */
function settingArguments(folder: string): string[] {
  const longestSocketPath = 103 - '/.s.PGSQL.65535.lock'.length;
  const sockets = Buffer.byteLength(folder) <= longestSocketPath ? folder : '';
  return Object.entries({ ...settings, unix_socket_directories: sockets }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Nothing of the caller's PG* or LC_* settings. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function isAccepting(options: PostgresOptions): Promise<boolean> {
  await asSuperuser(options, (client) => client.query('SELECT 1'));
  return true;
}

async function createRole(options: PostgresOptions): Promise<void> {
  await asSuperuser(options, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    const verb = rowCount ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${role} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(options.password)}`);
  });
}

async function createDatabase(options: PostgresOptions, name: string): Promise<void> {
  await asSuperuser(options, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${role}`);
  });
}

async function asSuperuser<T>(options: PostgresOptions, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: options.port,
    user: superuser,
    password: options.superuserPassword,
    database: 'postgres',
    connectionTimeoutMillis: 3_000,
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
  return new Refusal(`${join(dataFolder, 'secrets.json')} does not hold the password of the database beside it: put the file back, or start with --data OTHER_FOLDER`);
}

function roleUrl(options: PostgresOptions, database: string): string {
  return `postgres://${role}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${encodeURIComponent(database)}`;
}
