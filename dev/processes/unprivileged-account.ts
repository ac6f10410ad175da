import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refusal } from '../console/refusal.ts';

/** The account that runs PostgreSQL, and the places where that account can reach its files. */
export interface PostgresHome {
  /** Undefined: the current account. */
  account: Account | undefined;
  /** The folder with the cluster. */
  folder: string;
  /** The folder with `bin`, `lib` and `share`. */
  binaries: string;
}

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: these accounts are tried, in this order. */
const accountNames = ['postgres', 'nobody'];

/** Folder for clusters whose checkout the account cannot reach; only root writes here. */
const outsideFolder = '/var/lib/countersign-development';

/**
 * Chooses the account for PostgreSQL on this data folder, and the places of its files.
 * As root, files that the account cannot reach are placed (binaries: copied) outside the checkout.
 * Throws a Refusal when root cannot run a program as an unprivileged account.
 */
export function choosePostgresHome(dataFolder: string, binaries: string): PostgresHome {
  if (process.getuid?.() !== 0) return { account: undefined, folder: join(dataFolder, 'postgres'), binaries };
  const account = findAccount();
  checkAccountUsable(account);
  const reachesData = canReach(account, dataFolder);
  const runsBinaries = canRun(account, binaries);
  if (!reachesData || !runsBinaries) createOutsideFolder();
  return {
    account,
    folder: reachesData ? join(dataFolder, 'postgres') : outsideFolderOf(dataFolder),
    binaries: runsBinaries ? binaries : copyBinaries(account, binaries),
  };
}

/** The folder of a cluster whose data folder the account cannot reach. */
export function outsideFolderOf(dataFolder: string): string {
  return join(outsideFolder, createHash('sha256').update(dataFolder).digest('hex').slice(0, 16));
}

function findAccount(): Account {
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of accountNames) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    if (uid && gid && Number(uid) !== 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Refusal(
    `PostgreSQL cannot start as root here, and none of the accounts ${accountNames.join(', ')} exists to run it: start as an ordinary user`,
  );
}

/** Root in a container may lack the right to switch to another account. */
function checkAccountUsable(account: Account): void {
  const attempt = runAs(account, '/bin/sh', ['-c', ':']);
  if (attempt.error || attempt.status !== 0) {
    throw new Refusal(
      `PostgreSQL cannot start as root here, and running it as '${account.name}' is refused (${attempt.error?.message ?? `code ${attempt.status}`}): start as an ordinary user`,
    );
  }
}

function canReach(account: Account, folder: string): boolean {
  return runAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder]).status === 0;
}

function canRun(account: Account, binaries: string): boolean {
  return runAs(account, join(binaries, 'bin', 'postgres'), ['--version']).status === 0;
}

function runAs(account: Account, command: string, args: string[]) {
  return spawnSync(command, args, { cwd: '/', env: {}, stdio: 'ignore', uid: account.uid, gid: account.gid });
}

/** Other accounts may pass through it with any umask; the files inside have their own modes. */
function createOutsideFolder(): void {
  mkdirSync(outsideFolder, { recursive: true });
  chmodSync(outsideFolder, 0o711);
}

function copyBinaries(account: Account, binaries: string): string {
  const { version } = JSON.parse(readFileSync(join(binaries, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(outsideFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = join(outsideFolder, `.${basename(copy)}.${process.pid}`);
    cpSync(binaries, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  if (!canRun(account, copy)) {
    throw new Refusal(
      `PostgreSQL cannot start as root here: '${account.name}' may not run ${copy}/bin/postgres: start as an ordinary user`,
    );
  }
  return copy;
}
