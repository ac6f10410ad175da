import { accessSync, constants, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { Refusal } from '../console/refusal.ts';
import { removeOutsideData } from '../services/postgres.ts';
import { lockDataFolder } from '../processes/data-lock.ts';
import { endOrphans, openProcessRecord, type ProcessRecord } from '../processes/process-record.ts';
import { startGuardian } from '../processes/start-guardian.ts';

/** A locked data folder: no other command uses it, and its processes end with this command. */
export interface OpenDataFolder {
  readonly path: string;
  readonly record: ProcessRecord;
  /** Names of processes of an earlier command that were still running and have been ended. */
  readonly endedOrphans: readonly string[];
  release(): Promise<void>;
}

/** Space for a new cluster, its write-ahead log and the histories of a long demonstration. */
const neededBytes = 512 * 1024 ** 2;

/** Locks a data folder, created if absent; throws a Refusal when it is in use, not writable or on a full disk. */
export async function openDataFolder(path: string, needed = neededBytes): Promise<OpenDataFolder> {
  createFolder(path);
  checkDisk(path, needed);
  const lock = lockDataFolder(path);
  try {
    const endedOrphans = await endOrphans(path);
    const record = openProcessRecord(path);
    const guardian = startGuardian(path);
    return {
      path,
      record,
      endedOrphans,
      async release() {
        record.close();
        await guardian.release();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Removes an unused data folder with its parts outside it. */
export function removeDataFolder(path: string): void {
  removeOutsideData(path);
  rmSync(path, { recursive: true, force: true });
}

/** As root: other accounts may pass through it (PostgreSQL's account must), but not list it. */
function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new Refusal(
      `the data folder ${path} cannot be written (${reason}): give it to this account, or start with --data OTHER_FOLDER`,
    );
  }
}

function checkDisk(path: string, needed: number): void {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free >= needed) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 ** 2);
  throw new Refusal(
    `only ${megabytes(free)} MB are free for ${path}, the stack needs ${megabytes(needed)} MB: free some, or start with --data FOLDER_ON_ANOTHER_DISK`,
  );
}
