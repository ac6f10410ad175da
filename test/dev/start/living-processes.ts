import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Running processes, except this one, whose command line contains this text. */
export async function findMentioning(text: string): Promise<{ pid: number; command: string }[]> {
  await sleep(100); // an ended process stays listed until its parent has waited for it
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), command: readCommandLine(name) }))
    .filter(({ command }) => command.includes(text));
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Polls; throws after two minutes. */
export async function sleepUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not happen within 120 s');
    await sleep(20);
  }
}
