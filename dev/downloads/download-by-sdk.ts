import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type SdkProgram = 'cli' | 'test-server';

/** Milliseconds without a new byte after which a download is given up. */
const stallMs = 15_000;
const script = fileURLToPath(new URL('sdk-download.ts', import.meta.url));

/** Makes the Temporal SDK download one of its programs into `folder`; resolves to the file. */
export async function downloadBySdk(
  program: SdkProgram,
  folder: string,
  environment: NodeJS.ProcessEnv,
  detail: (text: string) => void,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [script, program, folder], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4_000)));

  let size = 0;
  let grewAt = performance.now();
  const watch = setInterval(() => {
    const now = folderSize(folder);
    if (now !== size) [size, grewAt] = [now, performance.now()];
    if (size > 0) detail(`the SDK downloads it (${Math.round(size / 1_000_000)} MB)`);
    if (performance.now() - grewAt > stallMs) child.kill('SIGKILL');
  }, 500);

  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const file = findSdkDownload(program, folder);
  if (code === 0 && file) return file;
  removeUnfinished(folder);
  throw new Error(code === null ? `no answer within ${stallMs / 1000} s` : firstError(complaint));
}

/** The finished download of this program, if there is one. */
export function findSdkDownload(program: SdkProgram, folder: string): string | undefined {
  const prefix = program === 'cli' ? 'temporal-sdk-typescript-' : 'temporal-test-server-sdk-typescript-';
  const name = readdirSync(folder).find((file) => file.startsWith(prefix) && !file.endsWith('.downloading'));
  return name && join(folder, name);
}

function folderSize(folder: string): number {
  return readdirSync(folder)
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.downloading')) rmSync(join(folder, name), { force: true });
  }
}

/** The message up to the URL, which is long and no help for the user. */
function firstError(complaint: string): string {
  return complaint.match(/failed to download[^(\n]*/)?.[0].trim() ?? 'the download failed';
}
