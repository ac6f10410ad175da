import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A lock of a living process; removed by `release`, void when the process has ended. */
export interface LockFile {
  release(): void;
}

/** Another process has the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  /** Process id of the holder; undefined when it could not be read. */
  readonly pid: number | undefined;

  constructor(path: string, pid?: number) {
    super(`${path} is held by ${pid === undefined ? 'another process' : `process ${pid}`}`);
    this.pid = pid;
  }
}

/** Takes a lock file for this process, also from a killed holder; throws LockHeld when a living process has it. */
export function takeLock(path: string): LockFile {
  const ours = `${path}.${process.pid}`;
  writeFileSync(ours, JSON.stringify(identifyProcess(process.pid)), { mode: 0o600 });
  try {
    if (!tryLink(ours, path)) {
      setAsideStaleLock(path);
      if (!tryLink(ours, path)) throw new LockHeld(path);
    }
  } finally {
    rmSync(ours, { force: true });
  }
  return { release: () => rmSync(path, { force: true }) };
}

/** The living process that holds a lock file. */
export function findHolder(path: string): ProcessIdentity | undefined {
  const holder = readHolder(path);
  return holder && isAlive(holder) ? holder : undefined;
}

/** Only one process can create a hard link, and it appears with its complete content. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: the one that moved the other's new lock away puts it back. */
function setAsideStaleLock(path: string): void {
  const holder = findHolder(path);
  if (holder) throw new LockHeld(path, holder.pid);
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = findHolder(aside);
  if (moved) tryLink(aside, path);
  rmSync(aside, { force: true });
  if (moved) throw new LockHeld(path, moved.pid);
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
