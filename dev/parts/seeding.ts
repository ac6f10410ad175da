import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writePrivateFile } from '../secrets.ts';
import { originOf } from './application-environment.ts';
import { inCheckout } from './checkout.ts';
import type { Infrastructure } from './infrastructure.ts';

const run = promisify(execFile);

export interface SeedOptions {
  /** What somebody needs who tries the pages: the phone shows where a payment was started, and a report freezes its pushes for a minute only. */
  pages?: boolean;
  signal?: AbortSignal | undefined;
}

/** Puts the demonstration configuration in the database of `environment`, unless it holds one. */
export async function seed(infrastructure: Infrastructure, environment: Record<string, string>, { pages, signal }: SeedOptions = {}): Promise<void> {
  const file = join(infrastructure.dataFolder, `seed-${randomUUID()}.json`);
  const content = {
    clients: infrastructure.secrets.clients,
    operators: infrastructure.secrets.operators,
    sandbox: infrastructure.sandbox.credentials,
    ...(pages && { geolocation_url: `${infrastructure.sandbox.httpsUrl}/geolocation/{ip}`, push_freeze_minutes: 1 }),
    demo_phone_url: originOf(infrastructure.ports.demoPhone),
  };
  writePrivateFile(file, JSON.stringify(content));
  try {
    const env = { ...process.env, ...environment, SEED_FILE: file };
    await run(process.execPath, [inCheckout('dev/seed.ts')], { env, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`The demonstration configuration could not be seeded. ${stderr.trim()}`, { cause: error });
  } finally {
    rmSync(file, { force: true });
  }
}
