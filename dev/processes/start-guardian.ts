import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { identifyProcess } from './process-identity.ts';

export interface Guardian {
  /** Lets it end, and waits until it has. */
  release(): Promise<void>;
}

/** Starts the guardian of this process's children; it ends by itself when this process does, or is released. */
export function startGuardian(dataFolder: string): Guardian {
  const { pid, started } = identifyProcess(process.pid)!;
  const script = fileURLToPath(new URL('guardian.ts', import.meta.url));
  // Its own session: neither the terminal's Ctrl-C nor its closing must reach it.
  const guardian = spawn(process.execPath, [script, dataFolder, String(pid), started], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  (guardian.stdin as unknown as { unref(): void }).unref();
  const ended = new Promise<void>((resolve) => guardian.once('exit', () => resolve()).once('error', () => resolve()));
  return {
    release() {
      guardian.ref();
      guardian.stdin.end();
      return ended;
    },
  };
}
