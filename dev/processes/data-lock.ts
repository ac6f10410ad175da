import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../console/refusal.ts';
import { findHolder, LockHeld, takeLock, type LockFile } from './lock-file.ts';

/**
 * Locks a data folder for this process; throws a Refusal when another living command has it.
 * The lock of a command that was killed is taken over.
 */
export function lockDataFolder(dataFolder: string): LockFile {
  mkdirSync(dataFolder, { recursive: true });
  try {
    return takeLock(lockPath(dataFolder));
  } catch (error) {
    throw error instanceof LockHeld ? inUse(dataFolder, error.pid) : error;
  }
}

/** Whether a living command has locked this data folder. */
export function isLocked(dataFolder: string): boolean {
  return findHolder(lockPath(dataFolder)) !== undefined;
}

function lockPath(dataFolder: string): string {
  return join(dataFolder, 'lock.json');
}

function inUse(dataFolder: string, pid?: number): Refusal {
  const who = pid === undefined ? 'another start' : `process ${pid}`;
  return new Refusal(
    `${who} already runs on the data folder ${dataFolder}: stop it first, or start this one with --data OTHER_FOLDER`,
  );
}
