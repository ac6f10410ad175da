import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../console/refusal.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/**
 * Takes a data folder for this process, or throws a Refusal when another living command has it.
 * The lock of a command that was killed is taken over.
 */
export function lockDataFolder(dataFolder: string): { release(): void } {
  mkdirSync(dataFolder, { recursive: true });
  const path = join(dataFolder, 'lock.json');
  const ours = `${path}.${process.pid}`;
  writeFileSync(ours, JSON.stringify(identifyProcess(process.pid)), { mode: 0o600 });
  try {
    if (!tryLink(ours, path)) {
      setAsideStaleLock(path, dataFolder);
      if (!tryLink(ours, path)) throw inUse(dataFolder);
    }
  } finally {
    rmSync(ours, { force: true });
  }
  return { release: () => rmSync(path, { force: true }) };
}

/** Whether a living command has this data folder. */
export function isLocked(dataFolder: string): boolean {
  const holder = readHolder(join(dataFolder, 'lock.json'));
  return holder !== undefined && isAlive(holder);
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

/** Two starts may find the same stale lock at once: the one that moved away the other's new lock puts it back. */
function setAsideStaleLock(path: string, dataFolder: string): void {
  const holder = readHolder(path);
  if (holder && isAlive(holder)) throw inUse(dataFolder, holder.pid);
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) {
    tryLink(aside, path);
    rmSync(aside, { force: true });
    throw inUse(dataFolder, moved.pid);
  }
  rmSync(aside, { force: true });
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function inUse(dataFolder: string, pid?: number): Refusal {
  const who = pid === undefined ? 'another start' : `process ${pid}`;
  return new Refusal(`${who} already runs on the data folder ${dataFolder}: stop it first, or start this one with --data OTHER_FOLDER`);
}
