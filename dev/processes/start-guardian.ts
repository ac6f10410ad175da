import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { identifyProcess } from './process-identity.ts';

export interface Guardian {
  /** Ends the guardian, and waits for its end. */
  release(): Promise<void>;
}

/** Starts the guardian of this process's children; it ends when this process ends or releases it. */
export function startGuardian(dataFolder: string): Guardian {
  const { pid, started } = identifyProcess(process.pid)!;
  const script = fileURLToPath(new URL('guardian.ts', import.meta.url));
  // In its own session, so that neither Ctrl-C nor the end of the terminal reaches it.
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
