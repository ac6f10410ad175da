import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import protoUtils from '@temporalio/common/lib/proto-utils.js';

const folder = import.meta.dirname;

/** Names of the histories that are kept. */
export function keptHistories(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

/** One history as it is kept: Temporal's JSON. */
export function readHistory(name: string): { events: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(fileOf(name), 'utf8'));
}

/** Keeps a history, without what tells of the machine it was recorded on. */
export function writeHistory(name: string, history: History): void {
  const anonymous = JSON.parse(protoUtils.historyToJSON(history), (key, value: unknown) =>
    machineWords[key] === undefined ? value : machineWords[key],
  );
  writeFileSync(fileOf(name), `${JSON.stringify(anonymous, null, 1)}\n`);
}

const machineWords: Record<string, string> = { identity: 'recorder', stackTrace: '' };

function fileOf(name: string): string {
  return join(folder, `${name}.json`);
}
