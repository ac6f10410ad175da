import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** What tells others that a living process has something; gone with `release`, void once the process is. */
export interface LockFile {
  release(): void;
}

/** Somebody else has the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  /** Of the holder; undefined when it could not be read. */
  readonly pid: number | undefined;

  constructor(path: string, pid?: number) {
    super(`${path} is held by ${pid === undefined ? 'another process' : `process ${pid}`}`);
    this.pid = pid;
  }
}

/** Takes a lock file for this process, from a holder that was killed too; throws LockHeld when a living one has it. */
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

/** The living process that has a lock file. */
export function findHolder(path: string): ProcessIdentity | undefined {
  const holder = readHolder(path);
  return holder && isAlive(holder) ? holder : undefined;
}

/** A hard link is made by one of many at most, and appears with its content complete. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock at once: the one that moved away the other's new lock puts it back. */
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
