import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, killGroup } from './end-process.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A process that a stack started and must end. */
export interface RecordedProcess extends ProcessIdentity {
  name: string;
  stopSignal: NodeJS.Signals;
}

interface RecordFile {
  /** The command that started the processes; a later command ends none of them while this one is alive. */
  owner: ProcessIdentity;
  processes: RecordedProcess[];
}

/** The processes of one data folder, recorded in `<data>/processes.json` when each is started. */
export interface ProcessRecord {
  add(entry: Omit<RecordedProcess, 'started'>): void;
  remove(pid: number): void;
  /** Clears the record, after all processes have been stopped. */
  close(): void;
}

const orphanGraceMs = 5_000;

/** Opens an empty record owned by this process. */
export function openProcessRecord(dataFolder: string): ProcessRecord {
  const owner = identifyProcess(process.pid)!;
  const processes = new Map<number, RecordedProcess>();
  const save = () => writeRecord(dataFolder, { owner, processes: [...processes.values()] });
  save();
  return {
    add(entry) {
      const identity = identifyProcess(entry.pid);
      if (!identity) return; // it has ended already
      processes.set(entry.pid, { ...entry, ...identity });
      save();
    },
    remove(pid) {
      if (processes.delete(pid)) save();
    },
    close() {
      rmSync(recordPath(dataFolder), { force: true });
    },
  };
}

/**
 * Ends the processes that a dead command left running on this data folder, last started first. Returns their names.
 * Only ends processes whose id and start time are the recorded ones.
 */
export async function endOrphans(dataFolder: string, onlyOf?: ProcessIdentity): Promise<string[]> {
  const record = readRecord(dataFolder);
  if (!record) return [];
  const isOurs = onlyOf ? isSame(record.owner, onlyOf) : !isAlive(record.owner);
  if (!isOurs) return [];
  const orphans = record.processes.filter(isAlive).toReversed();
  for (const orphan of orphans) await endProcess(orphan, orphan.stopSignal, orphanGraceMs);
  return orphans.map((orphan) => orphan.name);
}

/** Kills all processes that this command runs on a data folder. */
export function endRecordedNow(dataFolder: string): void {
  const record = readRecord(dataFolder);
  if (record?.owner.pid !== process.pid) return;
  for (const { pid } of record.processes.filter(isAlive)) killGroup(pid);
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.started === other.started;
}

function recordPath(dataFolder: string): string {
  return join(dataFolder, 'processes.json');
}

function readRecord(dataFolder: string): RecordFile | undefined {
  try {
    return JSON.parse(readFileSync(recordPath(dataFolder), 'utf8')) as RecordFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** By rename, so that a kill -9 leaves either the old or the new record. */
function writeRecord(dataFolder: string, record: RecordFile): void {
  const path = recordPath(dataFolder);
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
