import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startSandbox } from '../../../sandbox/start-sandbox.ts';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import { createSandboxClient } from './sandbox-client.ts';
import type { SandboxClient } from './sandbox-client.ts';

export interface RunningSandbox extends Sandbox {
  client: SandboxClient;
  data: string;
}

export async function createDataFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'countersign-sandbox-'));
}

/** Starts a sandbox for the tests of a file. */
export function useSandbox(): () => RunningSandbox {
  let running: RunningSandbox | undefined;
  beforeAll(async () => {
    const data = await createDataFolder();
    const sandbox = await startSandbox({ data });
    running = { ...sandbox, client: createSandboxClient(sandbox.controlUrl), data };
  });
  afterAll(async () => {
    if (running === undefined) return;
    await running.close();
    await rm(running.data, { recursive: true });
  });
  return () => {
    if (running === undefined) throw new Error('the sandbox is not running yet');
    return running;
  };
}
